/** What is said in the field where another class has its name; null where none has. */
export const takenSentence = (taken: { readonly name: string } | undefined): string | null =>
  taken ? `There is already a class called “${taken.name}”. Choose another name.` : null;

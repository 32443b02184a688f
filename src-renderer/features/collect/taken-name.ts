/** What is said in the field where another class has its name; null where none has. */
export const takenSentence = (taken: { readonly name: string } | undefined): string | null =>
  taken ? `There is a class called “${taken.name}” already. Choose another name.` : null;

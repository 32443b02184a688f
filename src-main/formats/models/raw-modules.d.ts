/** A Python module as its text. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}

/** A JavaScript module as its text. */
declare module '*.mjs?raw' {
  const text: string;
  export default text;
}

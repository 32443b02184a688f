/** What was deleted and can be had back: a row of a RestoreList. */
export interface Restorable {
  key: string;
  title: string;
  /** Further lines; the first is said with the title, and tells apart what has the same one. */
  details?: readonly string[];
}

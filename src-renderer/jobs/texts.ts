import type { ClipInfo, Project } from '../../src-main/contract';

/** What is being done in a clip: its own text, else that of its class; null where nobody has said. */
export function textOf(project: Project, { classId, id }: Pick<ClipInfo, 'classId' | 'id'>): string | null {
  return project.texts?.[id] ?? project.classes.find((each) => each.id === classId)?.text ?? null;
}

/** The clips that have a text, and these texts by clip id. */
export function clipsWithText(
  project: Project,
  clips: readonly ClipInfo[],
): { clips: ClipInfo[]; texts: Record<string, string> } {
  const texts: Record<string, string> = {};
  for (const clip of clips) {
    const text = textOf(project, clip);
    if (text !== null) texts[clip.id] = text;
  }
  return { clips: clips.filter(({ id }) => id in texts), texts };
}

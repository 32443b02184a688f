/** Names a clip among all of its project's: `<class id>/<clip id>`. */
export const clipKey = ({ classId, id }: { readonly classId: string; readonly id: string }): string =>
  `${classId}/${id}`;

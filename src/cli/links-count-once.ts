/** Says why the sizes of parts are more than the whole. @param part such as `folder` */
export function linksCountOnce(part: string): string {
  return `Hard links of one file count once in the whole, and once in each ${part}.`;
}

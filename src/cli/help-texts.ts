/** Texts of options that several commands have. */
export const followLinksHelp = "follow links to directories";
export const includeHiddenHelp = "scan hidden directories, recycle bins and the like as well";

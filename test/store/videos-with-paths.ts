/** SQL for tests that read a database past the store: `videos` with the paths of their directories and their own. */
export const videosWithPaths = `(
  select videos.*, directories.path as directory, directories.path || filename as path
  from videos join directories on directories.id = directory_id
) as videos`;

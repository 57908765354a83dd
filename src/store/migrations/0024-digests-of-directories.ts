import type { SchemaStep } from "./schema-step.ts";

/**
 * SQLite: see `scans/directory-digests.ts`. The triggers take the row of a directory away when any statement changes or
 * deletes one of its videos. New videos need no trigger, because the number of videos is compared: a trigger on inserts
 * would make each insert a third slower.
 */
export const digestsOfDirectories: SchemaStep = ({ database }) =>
  database === "postgres"
    ? []
    : [
        `create table directory_digests (
          token integer primary key autoincrement,
          directory_id integer not null unique references directories (id),
          digest text,
          videos bigint
        )`,
        `insert into directory_digests (directory_id) select id from directories`,
        `create trigger directory_changed_by_update after update of directory_id, filename, file_size, modified_us,
            changed_us, subtitle_files, disk, missing_since, facts_version on videos begin
          delete from directory_digests where directory_id in (old.directory_id, new.directory_id);
        end`,
        `create trigger directory_changed_by_delete after delete on videos begin
          delete from directory_digests where directory_id = old.directory_id;
        end`,
      ];

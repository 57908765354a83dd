import type { SchemaStep } from "./schema-step.ts";

/**
 * SQLite: see `scans/directory-digests.ts`. The triggers take a digest away when any statement changes or deletes a video
 * of its directory. New videos need no trigger, because the number of videos is compared: a trigger on inserts would make
 * each insert a third slower.
 */
export const digestsOfDirectories: SchemaStep = ({ database }) =>
  database === "postgres"
    ? []
    : [
        `create table directory_digests (
          directory_id integer primary key references directories (id),
          digest text not null,
          videos bigint not null
        )`,
        `create trigger directory_changed_by_update after update of directory_id, filename, file_size, modified_us,
            changed_us, subtitle_files, disk, missing_since, facts_version on videos begin
          delete from directory_digests where directory_id in (old.directory_id, new.directory_id);
        end`,
        `create trigger directory_changed_by_delete after delete on videos begin
          delete from directory_digests where directory_id = old.directory_id;
        end`,
      ];

CREATE TABLE "store_info" ("schema_version" bigint not null, "checked_at" bigint);
insert into store_info (schema_version, checked_at) values (3, 1700000001000);
CREATE TABLE jobs (
      id text not null primary key,
      type text not null,
      status text not null,
      payload text not null,
      unique_key text,
      counts text not null,
      progress double precision,
      claim bigint not null,
      attempt bigint not null,
      worker text,
      lease_expires_at bigint,
      cancel_requested_at bigint,
      cancel_reason text,
      resumes text,
      submitted_at bigint not null,
      started_at bigint,
      finished_at bigint,
      error text,
      result text,
      revision bigint not null
    );
insert into jobs (id, type, status, payload, unique_key, counts, progress, claim, attempt, worker, lease_expires_at, cancel_requested_at, cancel_reason, resumes, submitted_at, started_at, finished_at, error, result, revision) values ('01890000-0000-4000-8000-000000000001', 'scan', 'running', '{"path":"/lib","recursive":true}', null, '{"found":5,"scanned":5,"new":4,"updated":0,"skipped":0,"missing":0,"error_count":1}', 0.5, 1, 0, 'tester', 4000000000000, null, null, null, 1700000002000, 1700000003000, null, null, null, 3);
insert into jobs (id, type, status, payload, unique_key, counts, progress, claim, attempt, worker, lease_expires_at, cancel_requested_at, cancel_reason, resumes, submitted_at, started_at, finished_at, error, result, revision) values ('01890000-0000-4000-8000-000000000002', 'scan', 'running', '{"path":"/lib","recursive":true}', null, '{"found":4,"scanned":1,"new":0,"updated":1,"skipped":0,"missing":1,"error_count":0}', 0.5, 1, 0, 'tester', 4000000000000, null, null, null, 1700000005000, 1700000006000, null, null, null, 6);
CREATE TABLE videos (
      id text not null primary key,
      path text not null unique,
      directory text not null,
      filename text not null,
      container text not null,
      duration_seconds double precision,
      frame_rate_numerator double precision,
      frame_rate_denominator double precision,
      width double precision not null,
      height double precision not null,
      rotation double precision not null,
      video_codec text not null,
      audio_codec text,
      audio_channels double precision,
      sample_rate double precision,
      bit_rate double precision,
      audio_count double precision not null,
      subtitle_streams text not null,
      file_size double precision not null,
      modified_us double precision not null,
      job_id text not null,
      missing_since bigint,
      missing_job_id text,
      created_at bigint not null,
      updated_at bigint not null
    , poster text);
insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at, poster) values ('018bcfe5-77a0-7421-80cf-53518579f6b8', '/lib/Ärger.MP4', '/lib/', 'Ärger.MP4', 'matroska,webm', 12.345678, 30000, 1001, 1920, 1080, -90, 'h264', 'aac', 2, 48000, 1234567, 1, '[{"codecName":"subrip","language":"ger"}]', 2000, 1600000000123456, '01890000-0000-4000-8000-000000000002', null, null, 1700000004000, 1700000007000, null);
insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at, poster) values ('018bcfe5-77a0-7f7e-899c-bfe97b0b0162', '/lib/café 10.mp4', '/lib/', 'café 10.mp4', 'matroska,webm', 12.345678, 30000, 1001, 1920, 1080, -90, 'h264', 'aac', 2, 48000, 1234567, 1, '[{"codecName":"subrip","language":"ger"}]', 1000, 1600000000123456, '01890000-0000-4000-8000-000000000001', null, null, 1700000004000, 1700000004000, null);
insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at, poster) values ('018bcfe5-77a0-726e-9a52-4c188cae0c88', '/lib/café 2.mp4', '/lib/', 'café 2.mp4', 'matroska,webm', 12.345678, 30000, 1001, 1920, 1080, -90, 'h264', 'aac', 2, 48000, 1234567, 1, '[{"codecName":"subrip","language":"ger"}]', 1000, 1600000000123456, '01890000-0000-4000-8000-000000000001', null, null, 1700000004000, 1700000004000, null);
insert into videos (id, path, directory, filename, container, duration_seconds, frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at, poster) values ('018bcfe5-77a0-7865-9f93-82fb2eebd8fd', '/lib/gone.mp4', '/lib/', 'gone.mp4', 'matroska,webm', 12.345678, 30000, 1001, 1920, 1080, -90, 'h264', 'aac', 2, 48000, 1234567, 1, '[{"codecName":"subrip","language":"ger"}]', 1000, 1600000000123456, '01890000-0000-4000-8000-000000000001', 1700000007000, '01890000-0000-4000-8000-000000000002', 1700000004000, 1700000004000, null);
CREATE TABLE scan_errors (
      id integer primary key,
      job_id text not null,
      path text not null,
      directory text not null,
      code text not null,
      message text not null,
      file_size double precision,
      modified_us double precision,
      is_current bigint not null,
      created_at bigint not null,
      unique (job_id, path)
    );
insert into scan_errors (id, job_id, path, directory, code, message, file_size, modified_us, is_current, created_at) values (1, '01890000-0000-4000-8000-000000000001', '/lib/broken.mp4', '/lib/', 'not_video', 'There is no picture in it', 7, 77, 1, 1700000004000);
CREATE TABLE job_samples (
      job_id text not null,
      at bigint not null,
      scanned bigint not null,
      primary key (job_id, at)
    );
insert into job_samples (job_id, at, scanned) values ('01890000-0000-4000-8000-000000000001', 1700000004000, 5);
insert into job_samples (job_id, at, scanned) values ('01890000-0000-4000-8000-000000000002', 1700000007000, 1);
CREATE UNIQUE INDEX jobs_active_key on jobs (unique_key)
      where status in ('pending', 'running') and cancel_requested_at is null;
CREATE INDEX jobs_newest on jobs (submitted_at, id);
CREATE INDEX jobs_by_status on jobs (status, submitted_at, id);
CREATE INDEX jobs_by_revision on jobs (revision);
CREATE INDEX videos_newest on videos (created_at, id);
CREATE INDEX scan_errors_by_job on scan_errors (job_id, id);
CREATE INDEX scan_errors_current on scan_errors (path) where is_current = 1;
CREATE INDEX scan_errors_in_directory on scan_errors (directory, path) where is_current = 1;
CREATE INDEX videos_by_name on videos (filename, id);
CREATE INDEX videos_by_job on videos (job_id, created_at, id);
CREATE INDEX videos_in_directory on videos (directory, path, missing_since);

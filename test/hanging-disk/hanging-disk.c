/*
 * A disk for tests: shows a directory at a mount point, read-only, and stops answering when it is told to. A process
 * that waits for it then cannot be ended, not even by SIGKILL, as with a network drive that is gone.
 *
 *   hanging-disk SOURCE MOUNT_POINT        two directories, as absolute paths
 *
 * It speaks the kernel's FUSE protocol itself, so it needs no library. It writes `ready` once it is mounted. Commands are
 * lines of its standard input:
 *
 *   hang KIND...   keeps requests of these kinds unanswered: lookup getattr opendir readdir open read all
 *   wait           waits until a request is kept
 *   count          writes how many requests are kept
 *   recover        answers all that comes, but keeps the requests that wait
 *   answer         answers everything that was kept, and all that comes
 *
 * Each other line is answered by `done`. The kernel ends all waiting calls with an error when this program ends, in whatever
 * way. It ends when its standard input does.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { most_nodes = 1 << 16, request_bytes = 1 << 18 };

struct listing {
  size_t bytes;
  char entries[];
};

struct kept {
  struct kept *next;
  size_t bytes;
  char request[];
};

static int fuse = -1;
/* Path below the source of each node. Node 1 is the root. Nodes are never forgotten. */
static char *nodes[most_nodes] = {NULL, ""};
static uint64_t last_node = 1;
static uint64_t hanging = 0;
static struct kept *first_kept = NULL;
static struct kept **end_of_kept = &first_kept;
static int is_waited_for = 0;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* The paths of nodes are relative to the source, which is the working directory. */
static const char *path_of(uint64_t node) {
  const char *path = node <= last_node ? nodes[node] : "";
  return *path == '\0' ? "." : path;
}

static uint64_t node_of(const char *path) {
  for (uint64_t node = 1; node <= last_node; node += 1)
    if (strcmp(nodes[node], path) == 0) return node;
  if (last_node + 1 == most_nodes) fail("too many files");
  last_node += 1;
  nodes[last_node] = strdup(path);
  return last_node;
}

static void reply(const struct fuse_in_header *request, int error, const void *data, size_t bytes) {
  struct fuse_out_header header = {.len = sizeof header + bytes, .error = -error, .unique = request->unique};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)data, bytes}};
  /* The caller may be gone by now. */
  if (writev(fuse, parts, 2) < 0 && errno != ENOENT && errno != EINTR) fail("write");
}

static void set_attributes(struct fuse_attr *attributes, uint64_t node, const struct stat *stats) {
  *attributes = (struct fuse_attr){
      .ino = node,
      .size = stats->st_size,
      .blocks = stats->st_blocks,
      .mtime = stats->st_mtim.tv_sec,
      .mtimensec = stats->st_mtim.tv_nsec,
      .ctime = stats->st_ctim.tv_sec,
      .ctimensec = stats->st_ctim.tv_nsec,
      .mode = stats->st_mode,
      .nlink = stats->st_nlink,
      .uid = stats->st_uid,
      .gid = stats->st_gid,
      .blksize = 4096,
  };
}

static void answer_lookup(const struct fuse_in_header *request, const char *name) {
  char path[PATH_MAX];
  const char *parent = nodes[request->nodeid];
  snprintf(path, sizeof path, "%s%s%s", parent, *parent == '\0' ? "" : "/", name);
  struct stat stats;
  if (lstat(path, &stats) < 0) return reply(request, errno, NULL, 0);
  struct fuse_entry_out entry = {.nodeid = node_of(path)};
  set_attributes(&entry.attr, entry.nodeid, &stats);
  reply(request, 0, &entry, sizeof entry);
}

static void answer_getattr(const struct fuse_in_header *request) {
  struct stat stats;
  if (lstat(path_of(request->nodeid), &stats) < 0) return reply(request, errno, NULL, 0);
  struct fuse_attr_out answer = {0};
  set_attributes(&answer.attr, request->nodeid, &stats);
  reply(request, 0, &answer, sizeof answer);
}

/* Reads the whole directory, as the kernel asks for it in parts. */
static void answer_opendir(const struct fuse_in_header *request) {
  DIR *directory = opendir(path_of(request->nodeid));
  if (directory == NULL) return reply(request, errno, NULL, 0);
  struct listing *listing = calloc(1, sizeof *listing);
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    size_t length = strlen(entry->d_name);
    size_t bytes = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + length);
    listing = realloc(listing, sizeof *listing + listing->bytes + bytes);
    struct fuse_dirent *next = (struct fuse_dirent *)(listing->entries + listing->bytes);
    memset(next, 0, bytes);
    listing->bytes += bytes;
    next->ino = entry->d_ino;
    next->off = listing->bytes;
    next->namelen = length;
    next->type = entry->d_type;
    memcpy(next->name, entry->d_name, length);
  }
  closedir(directory);
  struct fuse_open_out answer = {.fh = (uintptr_t)listing};
  reply(request, 0, &answer, sizeof answer);
}

/* Whole entries only. */
static void answer_readdir(const struct fuse_in_header *request, const struct fuse_read_in *read) {
  const struct listing *listing = (const struct listing *)(uintptr_t)read->fh;
  size_t end = read->offset;
  while (end < listing->bytes) {
    size_t next = ((const struct fuse_dirent *)(listing->entries + end))->off;
    if (next - read->offset > read->size) break;
    end = next;
  }
  reply(request, 0, listing->entries + read->offset, end - read->offset);
}

static void answer_open(const struct fuse_in_header *request, const struct fuse_open_in *open_in) {
  int file = open(path_of(request->nodeid), (open_in->flags & O_ACCMODE) == O_RDONLY ? O_RDONLY : O_RDWR);
  if (file < 0) return reply(request, errno, NULL, 0);
  /* Without the kernel's cache, so that every read comes here. */
  struct fuse_open_out answer = {.fh = file, .open_flags = FOPEN_DIRECT_IO};
  reply(request, 0, &answer, sizeof answer);
}

static void answer_read(const struct fuse_in_header *request, const struct fuse_read_in *read) {
  static char bytes[1 << 20];
  size_t most = read->size < sizeof bytes ? read->size : sizeof bytes;
  ssize_t got = pread(read->fh, bytes, most, read->offset);
  if (got < 0) return reply(request, errno, NULL, 0);
  reply(request, 0, bytes, got);
}

static void answer_readlink(const struct fuse_in_header *request) {
  char target[PATH_MAX];
  ssize_t length = readlink(path_of(request->nodeid), target, sizeof target);
  if (length < 0) return reply(request, errno, NULL, 0);
  reply(request, 0, target, length);
}

static void answer_init(const struct fuse_in_header *request, const struct fuse_init_in *init) {
  struct fuse_init_out answer = {
      .major = FUSE_KERNEL_VERSION,
      .minor = FUSE_KERNEL_MINOR_VERSION,
      .max_readahead = init->max_readahead,
      .max_write = 1 << 17,
      .time_gran = 1,
  };
  reply(request, 0, &answer, sizeof answer);
}

static void answer(const struct fuse_in_header *request) {
  const void *body = request + 1;
  switch (request->opcode) {
    case FUSE_INIT: return answer_init(request, body);
    case FUSE_LOOKUP: return answer_lookup(request, body);
    case FUSE_GETATTR: return answer_getattr(request);
    case FUSE_OPENDIR: return answer_opendir(request);
    case FUSE_READDIR: return answer_readdir(request, body);
    case FUSE_OPEN: return answer_open(request, body);
    case FUSE_READ: return answer_read(request, body);
    case FUSE_READLINK: return answer_readlink(request);
    case FUSE_RELEASEDIR:
      free((void *)(uintptr_t)((const struct fuse_release_in *)body)->fh);
      return reply(request, 0, NULL, 0);
    case FUSE_RELEASE:
      close(((const struct fuse_release_in *)body)->fh);
      return reply(request, 0, NULL, 0);
    case FUSE_STATFS: return reply(request, 0, &(struct fuse_statfs_out){0}, sizeof(struct fuse_statfs_out));
    case FUSE_FLUSH: return reply(request, 0, NULL, 0);
    /* Requests without an answer. */
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT: return;
    default: return reply(request, ENOSYS, NULL, 0);
  }
}

static void take_request(void) {
  static char buffer[request_bytes];
  ssize_t bytes = read(fuse, buffer, sizeof buffer);
  if (bytes < 0 && (errno == EINTR || errno == ENOENT || errno == EAGAIN)) return;
  /* Unmounted. */
  if (bytes < 0 && errno == ENODEV) exit(0);
  if (bytes < (ssize_t)sizeof(struct fuse_in_header)) fail("read");
  const struct fuse_in_header *request = (const struct fuse_in_header *)buffer;
  if (request->opcode >= 64 || (hanging & (1ull << request->opcode)) == 0) return answer(request);
  struct kept *kept = malloc(sizeof *kept + bytes);
  kept->next = NULL;
  kept->bytes = bytes;
  memcpy(kept->request, buffer, bytes);
  *end_of_kept = kept;
  end_of_kept = &kept->next;
  if (is_waited_for) puts("done");
  is_waited_for = 0;
}

static void answer_kept(void) {
  hanging = 0;
  while (first_kept != NULL) {
    struct kept *kept = first_kept;
    first_kept = kept->next;
    answer((const struct fuse_in_header *)kept->request);
    free(kept);
  }
  end_of_kept = &first_kept;
}

static uint64_t kind(const char *name) {
  if (strcmp(name, "lookup") == 0) return 1ull << FUSE_LOOKUP;
  if (strcmp(name, "getattr") == 0) return 1ull << FUSE_GETATTR;
  if (strcmp(name, "opendir") == 0) return 1ull << FUSE_OPENDIR;
  if (strcmp(name, "readdir") == 0) return 1ull << FUSE_READDIR;
  if (strcmp(name, "open") == 0) return 1ull << FUSE_OPEN;
  if (strcmp(name, "read") == 0) return 1ull << FUSE_READ;
  if (strcmp(name, "all") == 0)
    return kind("lookup") | kind("getattr") | kind("opendir") | kind("readdir") | kind("open") | kind("read");
  fprintf(stderr, "no such kind of request: %s\n", name);
  exit(1);
}

static void take_command(void) {
  static char line[256];
  if (fgets(line, sizeof line, stdin) == NULL) exit(0);
  char *word = strtok(line, " \n");
  if (word != NULL && strcmp(word, "hang") == 0)
    for (word = strtok(NULL, " \n"); word != NULL; word = strtok(NULL, " \n")) hanging |= kind(word);
  else if (word != NULL && strcmp(word, "recover") == 0)
    hanging = 0;
  else if (word != NULL && strcmp(word, "answer") == 0)
    answer_kept();
  else if (word != NULL && strcmp(word, "wait") == 0 && first_kept == NULL) {
    is_waited_for = 1;
    return;
  }
  if (word != NULL && strcmp(word, "count") == 0) {
    int count = 0;
    for (struct kept *kept = first_kept; kept != NULL; kept = kept->next) count += 1;
    printf("%d\n", count);
  } else
    puts("done");
}

static const char *mount_point;

static void unmount(void) { umount2(mount_point, MNT_DETACH); }

int main(int count, char **arguments) {
  if (count != 3) return 2;
  mount_point = arguments[2];
  if (chdir(arguments[1]) < 0) fail(arguments[1]);
  fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (fuse < 0) fail("/dev/fuse");
  char options[64];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d,allow_other", fuse, getuid(), getgid());
  char source[PATH_MAX];
  snprintf(source, sizeof source, "hanging-disk:%s", arguments[1]);
  if (mount(source, mount_point, "fuse.hanging-disk", MS_RDONLY | MS_NOSUID | MS_NODEV, options) < 0) fail("mount");
  atexit(unmount);
  setvbuf(stdin, NULL, _IONBF, 0);
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  struct pollfd inputs[] = {{fuse, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    if (poll(inputs, 2, -1) < 0 && errno != EINTR) fail("poll");
    if (inputs[0].revents != 0) take_request();
    if (inputs[1].revents != 0) take_command();
  }
}

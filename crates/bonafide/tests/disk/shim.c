/* A disk that fails on demand: loaded before the C library, it counts the calls that read and change files below a folder, and
 * lets those that a control block names fail. The test writes the block, a file that both map. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, CREATE = 2, WRITE = 4, SYNC = 8, TRUNCATE = 16, NAME = 32, FOLDER = 64, REMOVE = 128, READ = 256 };

struct control {
    _Atomic uint64_t calls; /* of the kinds in `mask`, so far */
    uint64_t from;          /* the first that fails; 0: none */
    uint64_t count;         /* how many fail from there */
    uint32_t error;
    uint32_t mask;
    _Atomic uint64_t hits; /* how many failed */
};

static struct control *control;
static const char *below;
static size_t length;
static unsigned char tracked[1 << 16];

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("BONAFIDE_FAULT_CONTROL");
    below = getenv("BONAFIDE_FAULT_BELOW");
    if (!file || !below) return;
    length = strlen(below);
    int fd = REAL(open)(file, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *block = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (block != MAP_FAILED) control = block;
    REAL(close)(fd);
}

/* 1 when this call is to fail; errno is set then. */
static int fails(uint32_t kind) {
    if (!control || !(control->mask & kind)) return 0;
    uint64_t call = atomic_fetch_add(&control->calls, 1) + 1;
    if (control->from == 0 || call < control->from || call - control->from >= control->count) return 0;
    atomic_fetch_add(&control->hits, 1);
    errno = (int)control->error;
    return 1;
}

static int is_below(int folder, const char *path) {
    if (!control) return 0;
    if (path[0] != '/') return folder >= 0 && folder < (int)sizeof tracked && tracked[folder];
    if (strncmp(path, below, length) != 0) return 0;
    const char *rest = path + length;
    /* What the test itself reads beside the data. */
    return strcmp(rest, "/ready") != 0 && strcmp(rest, "/server.log") != 0;
}

static int is_tracked(int fd) { return control && fd >= 0 && fd < (int)sizeof tracked && tracked[fd]; }

static int opened(int fd, int mine) {
    if (fd >= 0 && fd < (int)sizeof tracked) tracked[fd] = (unsigned char)mine;
    return fd;
}

#define MODE                                    \
    mode_t mode = 0;                            \
    if (flags & (O_CREAT | __O_TMPFILE)) {      \
        va_list rest;                           \
        va_start(rest, flags);                  \
        mode = va_arg(rest, mode_t);            \
        va_end(rest);                           \
    }

#define OPENS(folder)                                                     \
    int mine = is_below(folder, path);                                    \
    if (mine && fails(flags & O_CREAT ? CREATE : OPEN)) return -1

int open(const char *path, int flags, ...) { MODE OPENS(AT_FDCWD); return opened(REAL(open)(path, flags, mode), mine); }
int open64(const char *path, int flags, ...) { MODE OPENS(AT_FDCWD); return opened(REAL(open64)(path, flags, mode), mine); }
int openat(int folder, const char *path, int flags, ...) { MODE OPENS(folder); return opened(REAL(openat)(folder, path, flags, mode), mine); }
int openat64(int folder, const char *path, int flags, ...) { MODE OPENS(folder); return opened(REAL(openat64)(folder, path, flags, mode), mine); }

int close(int fd) {
    if (fd >= 0 && fd < (int)sizeof tracked) tracked[fd] = 0;
    return REAL(close)(fd);
}

#define ON_FD(kind) if (is_tracked(fd) && fails(kind)) return -1

ssize_t read(int fd, void *bytes, size_t count) { ON_FD(READ); return REAL(read)(fd, bytes, count); }
ssize_t readv(int fd, const struct iovec *parts, int count) { ON_FD(READ); return REAL(readv)(fd, parts, count); }
ssize_t pread(int fd, void *bytes, size_t count, off_t at) { ON_FD(READ); return REAL(pread)(fd, bytes, count, at); }
ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) { ON_FD(READ); return REAL(pread64)(fd, bytes, count, at); }
ssize_t write(int fd, const void *bytes, size_t count) { ON_FD(WRITE); return REAL(write)(fd, bytes, count); }
ssize_t writev(int fd, const struct iovec *parts, int count) { ON_FD(WRITE); return REAL(writev)(fd, parts, count); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { ON_FD(WRITE); return REAL(pwrite)(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { ON_FD(WRITE); return REAL(pwrite64)(fd, bytes, count, at); }
int fsync(int fd) { ON_FD(SYNC); return REAL(fsync)(fd); }
int fdatasync(int fd) { ON_FD(SYNC); return REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t size) { ON_FD(TRUNCATE); return REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { ON_FD(TRUNCATE); return REAL(ftruncate64)(fd, size); }

#define ON_PATH(folder, path, kind) if (is_below(folder, path) && fails(kind)) return -1

int rename(const char *from, const char *to) { ON_PATH(AT_FDCWD, to, NAME); return REAL(rename)(from, to); }
int renameat(int a, const char *from, int b, const char *to) { ON_PATH(b, to, NAME); return REAL(renameat)(a, from, b, to); }
int link(const char *from, const char *to) { ON_PATH(AT_FDCWD, to, NAME); return REAL(link)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) { ON_PATH(b, to, NAME); return REAL(linkat)(a, from, b, to, flags); }
int mkdir(const char *path, mode_t mode) { ON_PATH(AT_FDCWD, path, FOLDER); return REAL(mkdir)(path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { ON_PATH(folder, path, FOLDER); return REAL(mkdirat)(folder, path, mode); }
int unlink(const char *path) { ON_PATH(AT_FDCWD, path, REMOVE); return REAL(unlink)(path); }
int unlinkat(int folder, const char *path, int flags) { ON_PATH(folder, path, REMOVE); return REAL(unlinkat)(folder, path, flags); }
int rmdir(const char *path) { ON_PATH(AT_FDCWD, path, REMOVE); return REAL(rmdir)(path); }

/* A disk that is full or slow, on request: preloaded into a program under test. While the file FOLDER/full is there, writing to a regular
 * file fails as on a full disk; while FOLDER/slow is there, flushing takes as many milliseconds as it says. FOLDER: AUDIAPRO_FAULTS. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *fault(const char *name, char *path, size_t room) {
    const char *folder = getenv("AUDIAPRO_FAULTS");
    if (!folder) return NULL;
    snprintf(path, room, "%s/%s", folder, name);
    return access(path, F_OK) == 0 ? path : NULL;
}

static int is_full(int fd) {
    char path[4096];
    struct stat file;
    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
    return fault("full", path, sizeof path) != NULL;
}

static void be_slow(void) {
    char path[4096];
    int ms = 0;
    if (!fault("slow", path, sizeof path)) return;
    FILE *file = fopen(path, "r");
    if (!file) return;
    if (fscanf(file, "%d", &ms) == 1) usleep(ms * 1000);
    fclose(file);
}

#define NEXT(name) static __typeof__(&name) next; if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FULL(fd) if (is_full(fd)) { errno = ENOSPC; return -1; }

ssize_t write(int fd, const void *bytes, size_t n) { NEXT(write); FULL(fd); return next(fd, bytes, n); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { NEXT(pwrite); FULL(fd); return next(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) { NEXT(pwrite64); FULL(fd); return next(fd, bytes, n, at); }
ssize_t writev(int fd, const struct iovec *parts, int n) { NEXT(writev); FULL(fd); return next(fd, parts, n); }
ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t at) { NEXT(pwritev); FULL(fd); return next(fd, parts, n, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t at) { NEXT(pwritev64); FULL(fd); return next(fd, parts, n, at); }
int posix_fallocate(int fd, off_t at, off_t n) { NEXT(posix_fallocate); if (is_full(fd)) return ENOSPC; return next(fd, at, n); }
int posix_fallocate64(int fd, off64_t at, off64_t n) { NEXT(posix_fallocate64); if (is_full(fd)) return ENOSPC; return next(fd, at, n); }
int fsync(int fd) { NEXT(fsync); be_slow(); return next(fd); }
int fdatasync(int fd) { NEXT(fdatasync); be_slow(); return next(fd); }

/* A disk that is full or slow, on request: preloaded into a program under test. While the file FOLDER/full is there, a regular file
 * cannot grow, as on a full disk; while FOLDER/slow is there, flushing takes as many milliseconds as it says. FOLDER: AUDIAPRO_FAULTS. */
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

/* Whether so many bytes there need room that is not left. `at` is negative where the file itself knows. */
static int is_full(int fd, off64_t at, size_t n) {
    char path[4096];
    struct stat64 file;
    if (!fault("full", path, sizeof path) || fstat64(fd, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
    if (at < 0) {
        int flags = fcntl(fd, F_GETFL);
        at = flags >= 0 && (flags & O_APPEND) ? file.st_size : lseek64(fd, 0, SEEK_CUR);
    }
    return at + (off64_t)n > file.st_size;
}

static size_t length(const struct iovec *parts, int n) {
    size_t sum = 0;
    for (int i = 0; i < n; i++) sum += parts[i].iov_len;
    return sum;
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
#define FULL(fd, at, n) if (is_full(fd, at, n)) { errno = ENOSPC; return -1; }

ssize_t write(int fd, const void *bytes, size_t n) { NEXT(write); FULL(fd, -1, n); return next(fd, bytes, n); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { NEXT(pwrite); FULL(fd, at, n); return next(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) { NEXT(pwrite64); FULL(fd, at, n); return next(fd, bytes, n, at); }
ssize_t writev(int fd, const struct iovec *parts, int n) { NEXT(writev); FULL(fd, -1, length(parts, n)); return next(fd, parts, n); }
ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t at) { NEXT(pwritev); FULL(fd, at, length(parts, n)); return next(fd, parts, n, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t at) { NEXT(pwritev64); FULL(fd, at, length(parts, n)); return next(fd, parts, n, at); }
int posix_fallocate(int fd, off_t at, off_t n) { NEXT(posix_fallocate); if (is_full(fd, at, n)) return ENOSPC; return next(fd, at, n); }
int posix_fallocate64(int fd, off64_t at, off64_t n) { NEXT(posix_fallocate64); if (is_full(fd, at, n)) return ENOSPC; return next(fd, at, n); }
int fsync(int fd) { NEXT(fsync); be_slow(); return next(fd); }
int fdatasync(int fd) { NEXT(fdatasync); be_slow(); return next(fd); }

/* What a power cut would leave of a folder, kept beside it: LD_PRELOAD this, with CUT_ROOT and CUT_SHADOW set.

   The worst that a file system may do is assumed. Bytes are kept from the moment they were synced, and no others; a
   rename is kept at once, so that a file renamed into place without a sync is found there empty. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int kept_as(const char *path, char *kept)
{
    const char *root = getenv("CUT_ROOT"), *shadow = getenv("CUT_SHADOW");
    size_t length = root ? strlen(root) : 0;
    char whole[PATH_MAX];
    if (!root || !shadow)
        return 0;
    if (path[0] != '/') {
        if (!getcwd(whole, sizeof whole / 2))
            return 0;
        strncat(whole, "/", 2);
        strncat(whole, path, PATH_MAX / 2 - 2);
        path = whole;
    }
    if (strncmp(path, root, length) || path[length] != '/')
        return 0;
    return snprintf(kept, PATH_MAX, "%s%s", shadow, path + length) < PATH_MAX;
}

static void make_folders(const char *path)
{
    char part[PATH_MAX];
    strncpy(part, path, sizeof part - 1);
    part[sizeof part - 1] = 0;
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(part, 0700);
        *slash = '/';
    }
}

static int real_rename(const char *from, const char *to)
{
    static int (*next)(const char *, const char *);
    if (!next)
        next = dlsym(RTLD_NEXT, "rename");
    return next(from, to);
}

static void keep(int fd)
{
    char link[64], path[PATH_MAX], kept[PATH_MAX], fresh[PATH_MAX + 32], bytes[1 << 16];
    ssize_t length, got;
    off_t at = 0;
    int out, in;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = 0;
    if (!kept_as(path, kept))
        return;
    in = open(link, O_RDONLY | O_CLOEXEC); /* it may be open for writing only */
    if (in < 0)
        return;
    make_folders(kept);
    snprintf(fresh, sizeof fresh, "%s.%ld~", kept, (long)syscall(SYS_gettid));
    out = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (out >= 0 && (got = pread(in, bytes, sizeof bytes, at)) > 0) {
        if (write(out, bytes, got) != got)
            break;
        at += got;
    }
    if (out >= 0) {
        close(out);
        real_rename(fresh, kept);
    }
    close(in);
}

static int synced(const char *name, int fd)
{
    int (*next)(int) = dlsym(RTLD_NEXT, name);
    int failed = next(fd);
    if (!failed)
        keep(fd);
    return failed;
}

int fsync(int fd) { return synced("fsync", fd); }

int fdatasync(int fd) { return synced("fdatasync", fd); }

int rename(const char *from, const char *to)
{
    char kept_from[PATH_MAX], kept_to[PATH_MAX];
    int failed = real_rename(from, to), fd;
    if (failed || !kept_as(to, kept_to))
        return failed;
    make_folders(kept_to);
    if (kept_as(from, kept_from) && !real_rename(kept_from, kept_to))
        return 0;
    fd = open(kept_to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return 0;
}

int unlink(const char *path)
{
    static int (*next)(const char *);
    char kept[PATH_MAX];
    int failed;
    if (!next)
        next = dlsym(RTLD_NEXT, "unlink");
    failed = next(path);
    if (!failed && kept_as(path, kept))
        next(kept);
    return failed;
}

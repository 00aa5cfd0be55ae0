// Names that glibc hides from Swift's Glibc overlay because it is compiled without _GNU_SOURCE.
#ifndef CPROVSHIMS_H
#define CPROVSHIMS_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int prov_pipe2(int fds[2], int flags) { return pipe2(fds, flags); }
static inline int prov_set_pipe_size(int fd, int bytes) { return fcntl(fd, F_SETPIPE_SZ, bytes); }
static inline int prov_add_closefrom(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}
static inline int prov_add_chdir(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}
static inline short prov_spawn_setsid(void) { return POSIX_SPAWN_SETSID; }
static inline int prov_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static inline int prov_ptsname(int fd, char *buffer, size_t size) { return ptsname_r(fd, buffer, size); }
static inline int prov_set_winsize(int fd, unsigned short rows, unsigned short columns) {
    struct winsize size = {rows, columns, 0, 0};
    return ioctl(fd, TIOCSWINSZ, &size);
}
static inline int prov_get_winsize(int fd, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    int result = ioctl(fd, TIOCGWINSZ, &size);
    if (result == 0) { *rows = size.ws_row; *columns = size.ws_col; }
    return result;
}
#endif

#define _GNU_SOURCE 1
#include "CProvShims.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int prov_pipe2(int fds[2], int flags) { return pipe2(fds, flags); }

int prov_set_pipe_size(int fd, int bytes) { return fcntl(fd, F_SETPIPE_SZ, bytes); }

int prov_add_closefrom(void *actions, int from) { return posix_spawn_file_actions_addclosefrom_np(actions, from); }

int prov_add_chdir(void *actions, const char *path) { return posix_spawn_file_actions_addchdir_np(actions, path); }

short prov_spawn_setsid(void) { return POSIX_SPAWN_SETSID; }

int prov_pidfd_open(int pid) {
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

int prov_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int prov_open_terminal(char *path, int size) {
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return -1;
    if (grantpt(fd) == 0 && unlockpt(fd) == 0 && ptsname_r(fd, path, (size_t)size) == 0) return fd;
    close(fd);
    return -1;
}

int prov_temporary_file(char *path) { return mkostemp(path, O_CLOEXEC); }

int prov_set_winsize(int fd, unsigned short rows, unsigned short columns) {
    struct winsize size = {rows, columns, 0, 0};
    return ioctl(fd, TIOCSWINSZ, &size);
}

int prov_get_winsize(int fd, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    int result = ioctl(fd, TIOCGWINSZ, &size);
    if (result == 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
    }
    return result;
}

// Names that glibc hides from Swift's Glibc overlay because it is compiled without _GNU_SOURCE.
// No system header is included here: the overlay's own definitions of the same structs would clash.
#ifndef CPROVSHIMS_H
#define CPROVSHIMS_H

/// pipe2(2).
int prov_pipe2(int fds[2], int flags);
/// fcntl(2) with F_SETPIPE_SZ; the new size, or -1.
int prov_set_pipe_size(int fd, int bytes);
/// posix_spawn_file_actions_addclosefrom_np(3); `actions` is a posix_spawn_file_actions_t *.
int prov_add_closefrom(void *actions, int from);
/// posix_spawn_file_actions_addchdir_np(3).
int prov_add_chdir(void *actions, const char *path);
/// POSIX_SPAWN_SETSID.
short prov_spawn_setsid(void);
/// pidfd_open(2).
int prov_pidfd_open(int pid);
/// eventfd(2), closed on exec, without blocking.
int prov_eventfd(void);
/// A new terminal's master, ready for its other side to be opened, and that side's path; -1 and errno where it fails.
int prov_open_terminal(char *path, int size);
/// mkostemp(3) with O_CLOEXEC.
int prov_temporary_file(char *path);
/// ioctl(2) with TIOCSWINSZ and TIOCGWINSZ.
int prov_set_winsize(int fd, unsigned short rows, unsigned short columns);
int prov_get_winsize(int fd, unsigned short *rows, unsigned short *columns);

#endif

// Tries what build code must not be able to do. Prints one line per attempt; exits 0 only when one succeeded.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static int successes;

static void report(const char *what, int succeeded) {
  printf("canary: %s: %s\n", what, succeeded ? "SUCCEEDED" : strerror(errno));
  successes += succeeded;
}

static void open_for_reading(const char *path) {
  char byte;
  int file = open(path, O_RDONLY);
  report(path, file >= 0 && read(file, &byte, 1) == 1);
  if (file >= 0) close(file);
}

static void connect_to_unix(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  report(path, connect(connection, (struct sockaddr *)&address, sizeof address) == 0);
  close(connection);
}

static void open_socket(const char *what, int family, int type) {
  int opened = socket(family, type, 0);
  report(what, opened >= 0);
  if (opened >= 0) close(opened);
}

// A refusal by the other side would mean that the packet got there, so only silence and local errors are good.
static void connect_to(const char *host, int port) {
  char what[64];
  snprintf(what, sizeof what, "tcp %s:%d", host, port);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, host, &address.sin_addr);
  int connection = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int result = connect(connection, (struct sockaddr *)&address, sizeof address);
  if (result != 0 && errno == EINPROGRESS) {
    struct pollfd wait = {.fd = connection, .events = POLLOUT};
    socklen_t size = sizeof errno;
    if (poll(&wait, 1, 1500) == 0) errno = ETIMEDOUT;
    else getsockopt(connection, SOL_SOCKET, SO_ERROR, &errno, &size);
    result = errno == 0 || errno == ECONNREFUSED ? 0 : -1;
  }
  report(what, result == 0);
  close(connection);
}

// The container's gateway is the host, on a network of Docker's.
static void connect_to_gateway(void) {
  char line[256], host[INET_ADDRSTRLEN];
  unsigned destination, gateway;
  FILE *routes = fopen("/proc/net/route", "r");
  while (routes && fgets(line, sizeof line, routes)) {
    if (sscanf(line, "%*s %x %x", &destination, &gateway) != 2 || destination != 0) continue;
    inet_ntop(AF_INET, &gateway, host, sizeof host);
    connect_to(host, 22);
    connect_to(host, 80);
    connect_to(host, 2375);
  }
  if (routes) fclose(routes);
}

// Further addresses, "host port" a line.
static void connect_to_listed(const char *file) {
  char host[INET_ADDRSTRLEN];
  int port;
  FILE *targets = fopen(file, "r");
  while (targets && fscanf(targets, "%15s %d", host, &port) == 2) connect_to(host, port);
  if (targets) fclose(targets);
}

int main(int count, char **arguments) {
  connect_to_unix("/var/run/docker.sock");
  connect_to_unix("/run/podman/podman.sock");
  open_for_reading("/proc/1/environ");
  open_for_reading("/dev/mem");
  open_socket("AF_ALG", AF_ALG, SOCK_SEQPACKET);
  open_socket("AF_VSOCK", AF_VSOCK, SOCK_STREAM);
  open_socket("AF_PACKET", AF_PACKET, SOCK_RAW);
  report("io_uring", syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno == EFAULT);
  report("user namespace", unshare(CLONE_NEWUSER) == 0);
  report("mount", mount("none", "/tmp", "tmpfs", 0, NULL) == 0);
  report("setuid 0", setuid(0) == 0);
  connect_to_gateway();
  if (count > 1) connect_to_listed(arguments[1]);
  printf("canary: %d attempts succeeded\n", successes);
  return successes == 0;
}

/* older-processor COMMAND…: runs a command as if the processor had AVX2 and nothing later: no AVX-512, no VNNI, no AMX. Programs
   ask the processor what it can do by one instruction, CPUID. Linux can make that a fault for a process (arch_prctl, where
   /proc/cpuinfo says cpuid_fault); this program, as the process's debugger, answers in its place. Nothing else is slower, so
   times are those of this processor's AVX2. Exit status: the command's; 77 where the processor can't do it.

     cc -O1 -o /tmp/older-processor .ci/older-processor.c && /tmp/older-processor bin/duotone bench --device cpu */
#define _GNU_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { arch_cpuid = 0x1012, unsupported = 77 };

/* Makes CPUID a fault in a thread that has just started a program: no other thread can come across the borrowed instruction. */
static int forbid(pid_t pid) {
  struct user_regs_struct before, regs;
  if (ptrace(PTRACE_GETREGS, pid, 0, &before)) return -1;
  errno = 0;
  long code = ptrace(PTRACE_PEEKTEXT, pid, before.rip, 0);
  if (errno) return -1;
  regs = before;
  regs.rax = SYS_arch_prctl, regs.rdi = arch_cpuid, regs.rsi = 0, regs.orig_rax = -1;
  ptrace(PTRACE_POKETEXT, pid, before.rip, (code & ~0xffffL) | 0x050f); /* syscall */
  ptrace(PTRACE_SETREGS, pid, 0, &regs);
  int status;
  if (ptrace(PTRACE_SINGLESTEP, pid, 0, 0) || waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status)) return -1;
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  ptrace(PTRACE_POKETEXT, pid, before.rip, code);
  ptrace(PTRACE_SETREGS, pid, 0, &before);
  return (long)regs.rax;
}

/* Answers a CPUID that faulted. 0: it was another fault. */
static int answer(pid_t pid) {
  struct user_regs_struct r;
  if (ptrace(PTRACE_GETREGS, pid, 0, &r)) return 0;
  errno = 0;
  long code = ptrace(PTRACE_PEEKTEXT, pid, r.rip, 0);
  if (errno || (code & 0xffff) != 0xa20f) return 0;
  unsigned leaf = r.rax, sub = r.rcx, a, b, c, d;
  __cpuid_count(leaf, sub, a, b, c, d);
  if (leaf == 7 && sub == 0) {
    b &= ~(1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31); /* AVX-512 F, DQ, IFMA, PF, ER, CD, BW, VL */
    c &= ~(1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14);                                    /* VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ */
    d &= ~(1u << 2 | 1u << 3 | 1u << 8 | 1u << 22 | 1u << 23 | 1u << 24 | 1u << 25);               /* the rest of AVX-512, AMX */
  }
  if (leaf == 7 && sub > 0) a = b = c = d = 0; /* AVX-VNNI and later */
  r.rax = a, r.rbx = b, r.rcx = c, r.rdx = d, r.rip += 2;
  return ptrace(PTRACE_SETREGS, pid, 0, &r) == 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "older-processor COMMAND…\n"), 2;
  pid_t first = fork();
  if (first == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  int status, begun = 0, result = 1;
  for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0;) {
    if (!WIFSTOPPED(status)) {
      if (pid == first) result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    int sig = WSTOPSIG(status), event = status >> 16;
    int started = event == PTRACE_EVENT_EXEC;
    if (!begun && pid == first) {
      begun = started = 1;
      ptrace(PTRACE_SETOPTIONS, pid, 0,
             PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
      event = PTRACE_EVENT_EXEC;
    } else if (started) { /* execve has yet to return, and would overwrite a register */
      ptrace(PTRACE_SYSCALL, pid, 0, 0);
      if (waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status)) continue;
    }
    if (started && forbid(pid)) return fprintf(stderr, "older-processor: CPUID can't be caught here\n"), unsupported;
    if (event || sig == SIGSTOP || (sig == SIGSEGV && answer(pid))) sig = 0; /* a new thread begins with SIGSTOP */
    ptrace(PTRACE_CONT, pid, 0, sig);
  }
  return result;
}

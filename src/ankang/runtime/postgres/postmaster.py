"""The postmaster as our child: how it is started, with which settings, and how it is asked to end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping

from ankang.runtime.postgres.cluster import Cluster

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None)  # loaded before the fork: between fork and exec only system calls are safe

# Modest on purpose: the whole product shares a small machine. A city names a server of its own.
DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "io_method": "sync",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement and the detail of a broken constraint carry a person's values; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def spawn_postmaster(cluster: Cluster, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `postgres` as a direct child that ends (fast shutdown) when the calling *thread* ends."""
    owner = cluster.owner
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    parent = os.getpid()

    def end_with_parent() -> None:
        # After the change of user, which would clear it. SIGINT is PostgreSQL's fast shutdown.
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before it could be watched

    with cluster.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603  (PostgreSQL's own program)
            [owner.program("postgres"), "-D", str(cluster.folder), "-k", str(cluster.socket_folder), *options],
            user=owner.uid if owner.is_other else None,
            group=owner.gid if owner.is_other else None,
            extra_groups=[] if owner.is_other else None,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the product in its own order, not the database first
            preexec_fn=end_with_parent,  # noqa: PLW1509  (only system calls between fork and exec)
        )


def end_postmaster(process: subprocess.Popen[bytes], patience_seconds: float) -> None:
    """Fast shutdown: open transactions are rolled back and data flushed; immediate after `patience_seconds`."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()

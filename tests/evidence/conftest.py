import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from terezi.evidence.facts.engines import Spark, _spark
from terezi.evidence.facts.home import Home

MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
# For minutes of work on a few rows: the quick compiler, one collector, no code written for each question
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
FEW_ROWS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a Spark master and a worker on loopback and a session of them; stop all Java afterwards."""
    pytest.importorskip("pyspark", reason="The extra `cluster` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", QUICK_JAVA)
        with _running(tmp_path_factory.mktemp("spark")) as address:
            session = Spark(address)._connection._session
            for setting, value in FEW_ROWS.items():
                session.conf.set(setting, value)
            yield address
            _stop(session)


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    import pyspark

    spark_class = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    told = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder), "SPARK_DAEMON_MEMORY": "256m"}
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    anywhere = ["--host", "127.0.0.1", "--webui-port", "0"]
    master = [MASTER, *anywhere, "--port", str(port)]
    worker = [WORKER, *anywhere, "-c", "1", "-m", "1g", address]
    running = []
    with (folder / "log").open("w") as log:
        try:
            for command in (master, worker):
                started = subprocess.Popen(
                    [spark_class, *command], env=os.environ | told, stdout=log, stderr=log
                )
                running.append(started)
                _wait_for(port)
            yield address
        finally:
            for process in running:
                process.terminate()
                process.wait(timeout=30)


def _stop(session: object) -> None:
    """End the session and its Java, which would otherwise live as long as the tests do."""
    from pyspark import SparkContext

    session.stop()  # type: ignore[attr-defined]
    gateway = SparkContext._gateway
    gateway.shutdown()
    gateway.proc.stdin.close()  # the gateway ends with its parent's end of the pipe
    gateway.proc.wait(timeout=30)
    SparkContext._gateway = SparkContext._jvm = None
    _spark.cache_clear()


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(900):  # a busy machine starts Java late
        with closing(socket.socket()) as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("The Spark master did not start")

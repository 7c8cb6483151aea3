"""Bundles hold in verifiers that nobody here wrote, and these refuse what was changed.

Three of them: the note and tlog packages of golang.org/x/mod (Debian packages them), the npm
package @sigstore/verify, and openssl for the signature. What drives them stands in every bundle.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from infrastructure.evidence_bundle import Made
from tests.conftest import PROJECT
from tests.evidence import bundled, packed
from tests.faults import times

MUTATIONS = times(15, campaign=1_000)
GO_PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
NODE_MODULES = PROJECT / "tests" / "foreign" / "node_modules"

Ran = subprocess.CompletedProcess[str]
Verifier = Callable[[Path, str], Ran]
"""Checks the bundle in a folder with a key."""

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.dir, tmp_path / "copy"))


@pytest.fixture(scope="module")
def go(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    """The program in the bundle, compiled against what Debian installs."""
    if shutil.which("go") is None or not GO_PACKAGES.is_dir():
        pytest.skip("Go and its module golang.org/x/mod are not installed (.ci/run does it)")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GO_PACKAGES.parents[4]),
        "GOCACHE": str(folder / "cache"),
    }
    typed = ["go", "build", "-o", str(folder / "verify"), str(Path(made.dir) / "verify.go")]
    subprocess.run(typed, env=environment, check=True)
    return lambda bundle, key: ran([str(folder / "verify"), str(bundle), key])


@pytest.fixture(scope="module")
def node() -> Verifier:
    if shutil.which("node") is None or not NODE_MODULES.is_dir():
        pytest.skip("Node or tests/foreign/node_modules is absent (.ci/run does: npm ci)")
    environment = os.environ | {"NODE_PATH": str(NODE_MODULES)}
    return lambda bundle, key: ran(
        ["node", str(bundle / "verify.js"), str(bundle), key], env=environment
    )


@pytest.fixture(scope="module")
def openssl() -> Verifier:
    """The commands of the page in the bundle, typed as they stand there."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is absent (.ci/run installs it)")
    return lambda bundle, key: typed_in(bundle, key, "openssl pkeyutl")


def ran(typed: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    return subprocess.run(typed, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def typed_in(bundle: Path, key: str, which: str) -> Ran:
    """One block of commands of the bundle's own page, with the key from elsewhere."""
    blocks = re.findall(r"```sh\n(.*?)```", (bundle / "README.md").read_text(), re.DOTALL)
    (block,) = [each for each in blocks if which in each]
    environment = os.environ | {"VKEY": key, "TMPDIR": str(bundle.parent)}
    return ran(["bash", "-euo", "pipefail", "-c", block], cwd=bundle, env=environment)


def mutated(content: bytes, rng: random.Random) -> bytes:
    wrong = bytearray(content)
    wrong[rng.randrange(len(wrong))] ^= rng.randrange(1, 256)
    return bytes(wrong)


def refuses(verifier: Verifier, bundle: Path, key: str, files: Sequence[Path], seed: int) -> None:
    """Change one byte at a time of what it reads."""
    rng = random.Random(seed)
    assert verifier(bundle, key).returncode == 0
    for _ in range(MUTATIONS):
        file = rng.choice(files)
        right = file.read_bytes()
        file.write_bytes(mutated(right, rng))
        said = verifier(bundle, key)
        assert said.returncode == 1, (file, said)
        assert said.stderr.startswith("REFUSED: "), said
        file.write_bytes(right)
    assert verifier(bundle, key).returncode == 0


def test_go_verifies_a_bundle_as_it_is_and_refuses_it_changed(
    made: Made, copy: Path, go: Verifier
) -> None:
    said = go(copy, made.key)
    assert said.stdout == f"3 events and 2 earlier checkpoints hold under {_name(made)} at 10\n"

    read = [copy / "checkpoint", *(copy / "events").iterdir(), *(copy / "earlier").iterdir()]
    refuses(go, copy, made.key, read, 1)


def test_sigstore_verifies_a_bundle_as_it_is_and_refuses_it_changed(
    made: Made, copy: Path, node: Verifier
) -> None:
    said = node(copy, made.key)
    assert said.stdout == f"3 events hold under {_name(made)} at 10\n", said

    refuses(node, copy, made.key, [copy / "checkpoint", *(copy / "events").iterdir()], 2)


def test_openssl_verifies_the_signature_as_it_is_and_refuses_it_changed(
    made: Made, copy: Path, openssl: Verifier
) -> None:
    assert "Verified Successfully" in openssl(copy, made.key).stdout
    text, _, signature = (copy / "checkpoint").read_bytes().partition(b"\n\n")
    name, encoded = signature.decode().split(" ")[1:]
    rng = random.Random(3)
    for number in range(MUTATIONS):
        # of the signature, the 64 bytes that openssl reads; of the text, every byte
        signed = bytearray(b64decode(encoded))
        wrong = text
        if number % 2:
            signed[rng.randrange(4, len(signed))] ^= rng.randrange(1, 256)
        else:
            wrong = mutated(text, rng)
        _write(copy / "checkpoint", wrong, name, bytes(signed))
        said = openssl(copy, made.key)
        assert said.returncode != 0, (wrong, signed)


def test_all_three_verify_the_bundle_of_an_evidence_pack(
    tmp_path: Path, go: Verifier, node: Verifier, openssl: Verifier
) -> None:
    pack = packed(tmp_path)
    folder = Path(pack.dir)

    for verifier in (go, node):
        assert f"{len(pack.events)} events" in verifier(folder, pack.key).stdout
    assert "Verified Successfully" in openssl(folder, pack.key).stdout
    alone = [sys.executable, str(folder / "verify_bundle.py"), str(folder), "--key", pack.key]
    assert "evidence pack" in ran(alone).stdout


def test_another_key_verifies_nothing(
    made: Made, copy: Path, go: Verifier, node: Verifier, openssl: Verifier
) -> None:
    (copy.parent / "another").mkdir()
    another = bundled(copy.parent / "another").key

    for verifier in (go, node, openssl):
        assert verifier(copy, another).returncode != 0


@pytest.mark.parametrize("which", ["sha256sum", "openssl dgst", "verify_bundle.py", "verify.js"])
def test_every_other_command_of_the_page_works_as_it_stands(
    made: Made, copy: Path, which: str, node: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODE_PATH", str(NODE_MODULES))
    monkeypatch.setenv("PATH", f"{PROJECT / '.venv' / 'bin'}:{os.environ['PATH']}")

    said = typed_in(copy, made.key, which)
    assert said.returncode == 0, said
    assert node(copy, made.key).returncode == 0


def test_go_runs_as_the_page_says(made: Made, copy: Path, go: Verifier) -> None:
    assert go(copy, made.key).returncode == 0
    assert "events" in typed_in(copy, made.key, "go run").stdout


def _name(made: Made) -> str:
    return made.key.partition("+")[0]


def _write(file: Path, text: bytes, name: str, signature: bytes) -> None:
    line = f"\N{EM DASH} {name} {b64encode(signature).decode()}\n"
    file.write_bytes(text + b"\n\n" + line.encode())

"""The key that signs certificates: a file in the home's `keys`, or whatever device stands behind a `Signer`."""

from datetime import datetime

from terezi.base.credential import key_id_of
from terezi.base.signed_notes import FileKey
from terezi.desk.register import actions
from terezi.desk.register.models import SigningKey
from terezi.evidence.facts.home import Home

NAME = "certificate.key"


def certificate_key(*, home: Home, by: str, at: datetime) -> FileKey:
    """Return the key that signs certificates, made and journalled on first use."""
    path = home.keys_dir / NAME
    key = (
        FileKey.load(path)
        if path.exists()
        else FileKey.make(path, name=f"terezi/{home.country}/certificates")
    )
    if not SigningKey.objects.filter(key_id=key_id_of(key.public_key)).exists():
        actions.begin_key(signer=key, by=by, at=at)
    return key


def rotate_certificate_key(*, home: Home, by: str, at: datetime) -> FileKey:
    """Let a new key sign from now on; certificates of the old one stay good, its private half is gone."""
    new_path = home.keys_dir / f"{NAME}.next"
    name = f"terezi/{home.country}/certificates"
    new = FileKey.load(new_path) if new_path.exists() else FileKey.make(new_path, name=name)
    if not SigningKey.objects.filter(key_id=key_id_of(new.public_key)).exists():
        actions.begin_key(signer=new, by=by, at=at)
    new_path.replace(home.keys_dir / NAME)
    return new

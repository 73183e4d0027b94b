"""Words beside a row, sealed under the key of the person they are about, and gone with it."""

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from configurator.storage.dialect import hold
from configurator.storage.events import keys_made_for
from configurator.storage.seal import sealed, unsealed


def seal_words(session: Session, person: str, id_: str, words: str) -> str:
    """`words` for the row with that id; empty where there are none, or the person was erased."""
    if not words:
        return ""
    hold(session, "event")
    key = keys_made_for(session, [person]).get(person)
    return sealed(json.dumps([words], ensure_ascii=False), key, id_) if key else ""


def open_words(keys: Mapping[str, str], person: str, id_: str, text: str) -> str:
    """What was sealed for that row; empty without the key of its person. Raises BrokenSeal."""
    key = keys.get(person)
    if not text or key is None:
        return ""
    (words,) = json.loads(unsealed(text, key, id_))
    return str(words)

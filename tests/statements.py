"""Stores that share the statements which SQLAlchemy has compiled.

It keeps them by the dialect of an engine, so that each test would compile them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa

    from storage.store import Store

_DIALECTS: dict[str, sa.Dialect] = {}
_COMPILED: dict[Any, Any] = {}


def share(store: Store) -> Store:
    """Have a store use what was compiled for earlier ones; gives the store."""
    engine = store.engine
    if engine.driver not in _DIALECTS:
        engine.connect().close()  # by which the dialect learns whom it speaks to
        _DIALECTS[engine.driver] = engine.dialect
    engine.dialect = _DIALECTS[engine.driver]
    engine.update_execution_options(compiled_cache=_COMPILED)
    return store

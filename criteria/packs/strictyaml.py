"""YAML without keys that silently replace one another."""

from __future__ import annotations

import yaml


class _Loader(yaml.CSafeLoader):
    """The safe loader of libyaml in all but its handling of keys."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - theirs
    ) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def load_yaml(text: str) -> dict[object, object] | str:
    """Return the mapping that a YAML text holds, or a sentence that says why not."""
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader, see above
    except yaml.YAMLError as problem:
        return f"this is not readable YAML: {' '.join(str(problem).split())}"
    return content if isinstance(content, dict) else "a mapping is expected at the top"

"""Names for the values of a model in files of other programs."""

from rules.features import FeatureModel
from rules.rule import Is


def names_of_values(model: FeatureModel) -> dict[tuple[str, str], str]:
    """A name for each value, no two alike: that of the feature it means, else `option=value`."""
    names: dict[tuple[str, str], str] = {}
    for feature, taken in model.taken.items():
        match taken:
            case Is(key, values):
                (only,) = values
                names.setdefault((key, only), feature)
    used = set(model.taken)
    for option in model.book.product.options:
        is_flag = {value.key for value in option.values} == {"yes", "no"}
        for value in option.values:
            if (option.key, value.key) not in names:
                plain = option.key if is_flag and value.key == "yes" else ""
                name = plain or f"{option.key}={value.key}"
                while name in used:
                    name += "'"
                names[option.key, value.key] = name
                used.add(name)
    return names

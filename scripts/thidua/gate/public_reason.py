"""Why a step of the history should have been refused, by rule, in words that name nobody: what the public reads."""

from collections.abc import Mapping
from typing import Final

from thidua.records.catalogue import rules_of
from thidua.records.language import Language
from thidua.records.language import mark as _

OTHER: Final = _("It breaks the rules on writing files into the repository.")


def public_reasons(language: Language) -> Mapping[str, str]:
    """Return each rule's public sentence by the rule's id; under the empty id what is said of any other rule.

    An audit is a file that anybody may have written: of an id that no rule here has, nothing is told but that.
    """
    rules = rules_of("thidua.records", "thidua.gate")
    return {"": language.text(OTHER)} | {rule.id: language.text(rule.public) for rule in rules if rule.public}

"""The words that dates are written with, in four languages.

All are written without accents and in small letters, as they are looked for.
"""

from __future__ import annotations

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        *("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun"),
        *("july|jul", "august|aug", "september|sept|sep", "october|oct"),
        *("november|nov", "december|dec"),
    ),
    "es": (
        *(
            "enero|ene",
            "febrero|feb",
            "marzo|mar",
            "abril|abr",
            "mayo|may",
            "junio|jun",
        ),
        *("julio|jul", "agosto|ago", "septiembre|setiembre|sept|sep|set"),
        *("octubre|oct", "noviembre|nov", "diciembre|dic"),
    ),
    "pt": (
        *("janeiro|jan", "fevereiro|fev", "marco|mar", "abril|abr", "maio|mai"),
        *("junho|jun", "julho|jul", "agosto|ago", "setembro|set", "outubro|out"),
        *("novembro|nov", "dezembro|dez"),
    ),
    "fr": (
        *("janvier|janv", "fevrier|fevr|fev", "mars", "avril|avr", "mai", "juin"),
        *("juillet|juil", "aout", "septembre|sept", "octobre|oct", "novembre|nov"),
        "decembre|dec",
    ),
}

# Quarters in words; the digits 1 to 4 are understood in every language.
QUARTERS = (
    "first|1st|primer|primeiro|premier|1er|1o",
    "second|2nd|segundo|deuxieme|2e|2o",
    "third|3rd|tercer|terceiro|troisieme|3e|3er|3o",
    "fourth|4th|cuarto|quarto|quatrieme|4e|4o",
)

YEARS = (
    "fiscal year|fy|calendar year|ano fiscal|ejercicio fiscal|ejercicio|ano civil|"
    "exercicio financeiro|exercicio de|exercicio|exercice financier|exercice|"
    "annee budgetaire|annee financiere|annee|gestion fiscal|vigencia fiscal"
)

# What a date is of, told by the nearest of these words in its sentence.
CUES: dict[str, str] = {
    "adopted": (
        r"adopt\w+|approv\w+|passed|enacted|signed|ratified|issued|aprob\w+|aprov\w+|"
        r"promulgad\w+|firmad\w+|assinad\w+|sancionad\w+|expedid\w+|adotad\w+|"
        r"approuv\w+|promulgue\w*|signe|signee|ratifi\w+|publicad\w+|ordained|"
        r"dad[oa] (?:en|a los|aos)|fait a"
    ),
    "effective": (
        r"effective|takes? effect|in effect|in force|into force|valid from|vigente|"
        r"vigencia|en vigor|em vigor|vigor\w* a partir|en vigueur|prend effet"
    ),
    "reviewed": (
        r"review\w*|revis\w+|updat\w+|amended|actualiza\w+|atualiza\w+|modificad\w+|"
        r"alterad\w+|mise? a jour|actualise\w*|modifie\w*"
    ),
    "held": (
        r"meeting\w*|held|minutes|session|sesion|reunion\w*|acta|celebrad\w+|reuniao|"
        r"reunioes|ata|realizad\w+|seance|proces-verbal|tenue"
    ),
    "period": (
        r"from|between|during|covering|period|desde|entre|durante|periodo|de|du|"
        r"pendant|periode"
    ),
}

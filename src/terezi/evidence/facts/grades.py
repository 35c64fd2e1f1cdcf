"""How well a site's witnesses are known; the weighing turns a grade into a sigma budget."""

from enum import StrEnum


class Grade(StrEnum):
    """From weakest to strongest, as in the table of power (docs/weighing.md)."""

    NAMEPLATE = "nameplate"  # nameplate efficiency, one site meter
    SAMPLED = "sampled"  # model register and sampled telemetry
    SUBMETERED = "submetered"  # per-machine telemetry and an IT sub-meter
    CALIBRATED = "calibrated"  # calibrated on its own history
    SHARE_LOG = "share_log"  # log of accepted shares


class Scheme(StrEnum):
    """Payout schemes of pools."""

    PPS = "PPS"
    FPPS = "FPPS"
    PPLNS = "PPLNS"
    SOLO = "solo"

"""Mining machines and what their makers state: terahashes per second and watts at the wall."""

from dataclasses import dataclass

GHS_PER_THS = 1_000


@dataclass(frozen=True)
class Model:
    """A make and model with its public nameplate."""

    name: str
    ths: int
    watts: int

    @property
    def ghs(self) -> int:
        return self.ths * GHS_PER_THS


MODELS = (
    Model("Bitmain Antminer S19", 95, 3250),
    Model("Bitmain Antminer S19 Pro", 110, 3250),
    Model("Bitmain Antminer S19j Pro", 104, 3068),
    Model("Bitmain Antminer S19k Pro", 120, 2760),
    Model("Bitmain Antminer S19 XP", 140, 3010),
    Model("Bitmain Antminer T21", 190, 3610),
    Model("Bitmain Antminer S21", 200, 3500),
    Model("Bitmain Antminer S21 Pro", 234, 3531),
    Model("MicroBT Whatsminer M50", 114, 3306),
    Model("MicroBT Whatsminer M50S", 126, 3276),
    Model("MicroBT Whatsminer M60", 172, 3422),
    Model("MicroBT Whatsminer M60S", 186, 3441),
    Model("Canaan Avalon A1466", 150, 3230),
)

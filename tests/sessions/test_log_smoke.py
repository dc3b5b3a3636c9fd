from tests.world import World, log, squats
from sessions.models import AthleteSnapshot, DayRollup, TrainingSet


def test_log(scoped: World) -> None:
    log(scoped.maya, squats(pain=2))
    assert TrainingSet.objects.count() == 4
    assert DayRollup.objects.get().leg_volume_kg == 1600
    assert AthleteSnapshot.objects.get().pain_series == [2]

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.lib.durations import distance, duration, left
from tocsin.lib.languages import supported

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
M, H, D = 60, 3600, 86400


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "now"),
        (59, "now"),
        (-59, "now"),
        (M, "in 1 minute"),
        (-M, "1 minute ago"),
        (20 * M + 59, "in 20 minutes"),
        (H, "in 1 hour"),
        (H + 59, "in 1 hour"),
        (H + 20 * M + 59, "in 1 h 20 min"),
        (-H - 20 * M, "1 h 20 min ago"),
        (3 * H, "in 3 hours"),
        (23 * H + 59 * M, "in 23 h 59 min"),
        (D, "in 24 hours"),
        (30 * H + 20 * M, "in 30 hours"),
        (2 * D - 1, "in 47 hours"),
        (2 * D, "in 2 days"),
        (-3 * D + 1, "2 days ago"),
        (400 * D, "in 400 days"),
    ],
)
def test_a_distance_says_the_full_units_and_no_more(seconds, expected):
    assert distance(after(seconds), NOW, "en") == expected


@pytest.mark.parametrize(
    ("language", "soon", "ago", "days", "days_ago"),
    [
        ("en", "in 1 h 20 min", "5 minutes ago", "in 2 days", "5 days ago"),
        ("nl", "over 1 u 20 min", "5 minuten geleden", "over 2 dagen", "5 dagen geleden"),
        ("sv", "om 1 tim 20 min", "för 5 minuter sedan", "om 2 dagar", "för 5 dagar sedan"),
        ("de", "in 1 Std. 20 Min.", "vor 5 Minuten", "in 2 Tagen", "vor 5 Tagen"),
        ("fr", "dans 1 h 20 min", "il y a 5 minutes", "dans 2 jours", "il y a 5 jours"),
        ("ru", "через 1 ч 20 мин", "5 минут назад", "через 2 дня", "5 дней назад"),
    ],
)
def test_distances_in_six_languages(language, soon, ago, days, days_ago):
    assert distance(after(H + 20 * M), NOW, language) == soon
    assert distance(after(-5 * M), NOW, language) == ago
    assert distance(after(2 * D), NOW, language) == days
    assert distance(after(-5 * D), NOW, language) == days_ago


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (M, "через 1 минуту"),
        (2 * M, "через 2 минуты"),
        (5 * M, "через 5 минут"),
        (11 * M, "через 11 минут"),
        (21 * M, "через 21 минуту"),
        (-22 * M, "22 минуты назад"),
        (-H, "1 час назад"),
        (3 * H, "через 3 часа"),
        (-21 * H, "21 час назад"),
        (3 * D, "через 3 дня"),
        (-5 * D, "5 дней назад"),
        (-21 * D, "21 день назад"),
    ],
)
def test_russian_plurals(seconds, expected):
    assert distance(after(seconds), NOW, "ru") == expected


@pytest.mark.parametrize(
    ("language", "ahead", "days", "over", "now"),
    [
        ("en", "1 h 20 min left", "2 days left", "5 min late", "now"),
        ("nl", "nog 1 u 20 min", "nog 2 dagen", "5 min te laat", "nu"),
        ("sv", "1 tim 20 min kvar", "2 dygn kvar", "5 min för sent", "nu"),
        ("de", "noch 1 Std. 20 Min.", "noch 2 Tage", "5 Min. überfällig", "jetzt"),
        ("fr", "encore 1 h 20 min", "encore 2 jours", "en retard de 5 min", "maintenant"),
        ("ru", "ещё 1 ч 20 мин", "ещё 2 дня", "просрочено на 5 мин", "сейчас"),
    ],
)
def test_what_a_deadline_leaves(language, ahead, days, over, now):
    assert left(after(H + 20 * M), NOW, language) == ahead
    assert left(after(2 * D + 5 * H), NOW, language).replace("\u00a0", " ") == days
    assert left(after(-5 * M), NOW, language) == over
    assert left(after(-30), NOW, language) == now


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 min"), (59, "0 min"), (M, "1 min"), (H, "1 h"), (30 * H + 59 * M, "30 h"), (2 * D, "2 days")],
)
def test_a_length_of_time(seconds, expected):
    assert duration(timedelta(seconds=seconds), "en") == expected


@pytest.mark.parametrize("language", supported())
def test_every_language_has_words_of_its_own(language):
    said = {distance(NOW, NOW, language), left(after(-M), NOW, language), distance(after(H + M), NOW, language)}
    assert len(said) == 3
    if language != "en":
        assert not said & {distance(NOW, NOW, "en"), left(after(-M), NOW, "en"), distance(after(H + M), NOW, "en")}

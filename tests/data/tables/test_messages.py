"""Messages stay on one line."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.data.tables.messages import shown, shown_path


@settings(deadline=None)
@given(st.text())
@example("a\u2028b")
@example("\ud800")
def test_whatever_is_shown_stays_on_one_short_line(text):
    line = shown(text)
    assert line.isprintable()
    assert len(line) <= 60


@settings(deadline=None)
@given(st.text())
def test_a_path_stays_on_one_line_and_whole(text):
    line = shown_path(text)
    assert line in (text, repr(text))
    assert line.isprintable()

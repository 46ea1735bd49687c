"""Sentiment in SQL: real texts against the Python package, and hard cases from text to mart."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from customer_analytics.connection import Server, connect
from customer_analytics.project import packaged_project
from customer_analytics.raw_contract import create_table, read_contract
from databases import frame_of
from running import run_cli

ENGLISH_TEXTS = Path(__file__).parent / "english_texts" / "english_texts.csv"
INSERT = """
    insert into raw.customer_feedback (feedback_id, body, language, submitted_at)
    values (%s, %s, %s, %s)
"""
DAY = "2025-01-05T10:00Z"
VERY_LONG = "good " + "word " * 9_998 + "bad"
# feedback, its text, language, and what is expected: status, sentiment
HARD_CASES = (
    ("null text", None, "en", "no text", None),
    ("empty text", "  \n ", "en", "no text", None),
    ("punctuation alone", "?!?! ... --", "en", "no sentiment words", "neutral"),
    ("no sentiment words", "It is a lamp.", "en", "no sentiment words", "neutral"),
    ("emoji alone", "😊❤️", "en", "ok", "positive"),
    ("unhappy emoji", "😠👎🏽", "en", "ok", "negative"),
    ("emoticon alone", ":(", "en", "ok", "negative"),
    ("negated", "It is not a good lamp.", "en", "ok", "negative"),
    ("negated too far away", "Not to say that it is good.", "en", "ok", "positive"),
    ("negated at the end", "It is good, is it not", "en", "ok", "positive"),
    ("typed apostrophe", "I don't like it.", "en", "ok", "negative"),
    ("typographic apostrophe", "I don\u2019t like it.", "en", "ok", "negative"),
    ("typographic quotes", "“Great” lamp", "en", "ok", "positive"),
    ("dashes", "Works — great", "en", "ok", "positive"),
    ("capitals of the language", "Great lamp", "EN", "ok", "positive"),
    ("country", "Great lamp", "en-GB", "ok", "positive"),
    # German words that are English ones of another meaning: a gift is poison
    ("German", "Gift! Die Lampe war gut.", "de", "unsupported language", None),
    ("Portuguese", "A tenda é excelente e chegou depressa.", "pt", "unsupported language", None),
    ("language unknown", "Great lamp", None, "unknown language", None),
    ("10,000 words", VERY_LONG, "en", "ok", "negative"),
)


def english_texts() -> dict[str, str]:
    """The 1,000 real texts, by their id."""
    with ENGLISH_TEXTS.open(encoding="utf-8", newline="") as file:
        return {row["text_id"]: row["text"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def feedback(shared_database: Server) -> pd.DataFrame:
    """The mart of feedback, built from the real texts and the hard cases as of DAY."""
    rows = [(name, text, language, DAY) for name, text, language, *_ in HARD_CASES]
    rows += [(text_id, text, "en", DAY) for text_id, text in english_texts().items()]
    rows += [("of the next day", "Great lamp", "en", "2025-01-06T00:00Z")]
    with connect(shared_database) as connection:
        connection.execute("create schema raw")
        table = read_contract(packaged_project())["customer_feedback"]
        connection.execute(create_table(table, "raw"))
        connection.cursor().executemany(INSERT, rows)
    outcome = run_cli(
        *("build", "--loaded", "--as-of", DAY[:10], "--select", "+customer_feedback"),
        *("--exclude", "resource_type:test"),
        server=shared_database,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    columns = "feedback_id, sentiment_status, sentiment, sentiment_score"
    query = f"select {columns} from customer_feedback"
    return frame_of(shared_database, query).set_index("feedback_id")


@pytest.mark.timeout(300)
def test_scores_of_real_texts_are_those_of_the_python_package(feedback: pd.DataFrame) -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    texts = english_texts()
    theirs = pd.Series({i: analyzer.polarity_scores(text)["compound"] for i, text in texts.items()})
    ours = feedback.loc[theirs.index, "sentiment_score"]

    assert len(ours) == 1000
    is_clear = theirs.abs() > 0.2
    assert is_clear.sum() > 400
    # what is promised is 0.95 and 0.9
    assert (ours[is_clear] * theirs[is_clear] > 0).mean() >= 0.995
    assert ours.rank().corr(theirs.rank()) >= 0.995
    assert ((ours - theirs).abs() < 0.00011).mean() >= 0.97


@pytest.mark.timeout(300)
def test_hard_cases_have_the_right_status_and_sentiment(feedback: pd.DataFrame) -> None:
    names = [name for name, *_ in HARD_CASES]
    found = feedback.loc[names, ["sentiment_status", "sentiment"]]
    # a missing value is None in a frame of objects and NaN elsewhere
    found = found.astype(object).where(found.notna(), None)

    expected = [(name, status, sentiment) for name, _, _, status, sentiment in HARD_CASES]
    assert list(found.itertuples(name=None)) == expected


def test_feedback_after_the_as_of_date_is_not_there(feedback: pd.DataFrame) -> None:
    assert "of the next day" not in feedback.index
    assert len(feedback) == len(HARD_CASES) + 1000

"""Questions in SQL to the tables of Harbourline."""

from __future__ import annotations


def asking(connection):
    """A function that answers a question with one number, or with one row of several."""

    def answer(question):
        row = connection.execute(question).fetchone()
        return row[0] if len(row) == 1 else row

    return answer

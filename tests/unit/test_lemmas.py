"""Lemmas looked up are those of the model's own rules."""

from workers.extract.language import load
from workers.extract.lemmas import LEMMATIZER, lemmas

TEXTS = (
    "Shelling killed nine people and wounded dozens more in the worst-hit towns, the mayors said.",
    "The armies' better-armed men were lying in wait; children ran, women fell, 12 buses left.",
    "Rebels SAY they've taken Adi-Daero, don't they? Gunmen ambushed convoys that weren't guarded.",
)


def test_they_are_those_of_the_model():
    model = load()
    for text in (*TEXTS, *TEXTS):  # the second time each is looked up
        doc = model(text, disable=[LEMMATIZER])
        own = model.get_pipe(LEMMATIZER)(doc.copy())
        assert lemmas(model)(doc.copy()).to_bytes() == own.to_bytes()

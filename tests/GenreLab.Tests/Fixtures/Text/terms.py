"""Reference numbers from scikit-learn's TfidfVectorizer and LogisticRegression, for terms.json.

Run: /usr/bin/python3 terms.py  (scikit-learn 1.2.1). Each case's "options" are GenreLab's words for scikit-learn's arguments. Texts are reduced to
their words before characters are counted, as GenreLab does. newton-cg reaches the last digits at once and then never calls itself done.
"""
import json
import pathlib
import re
import warnings

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

texts = [
    "Love me tender, love me sweet, never let me go",
    "Highway to the night: the engine, the road and the rain",
    "Don't stop the rock'n'roll; rock, rock, rock all night",
    "Sweet home on the road again",
    "La nuit où l'amour chante, la nuit encore",
    "Corazón, corazón, no me dejes: la noche es larga",
    "Über den Straßen liegt die Nacht",
    "Rain on the road, rain on the roof, rain in my heart",
    "Ночь, улица, фонарь, аптека",
    "a-b-c 1 2 3, as easy as 1-2-3",
    "",
    "Night after night, night after night, love is a road",
    "Rock the night, rock the home, rock the road",
    "Sweet, sweet love of mine: my heart, my home",
]
labels = [0, 1, 2, 1, 0, 0, 3, 1, 3, 2, 0, 1, 2, 0]
letters = r"(?u)\b\w+\b"


def plain(text):
    return " ".join(re.findall(r"\w+", text.lower()))


CASES = [
    dict(name="words", options={}, arguments=dict(token_pattern=letters)),
    dict(name="words of two letters", options={"tokenizer": {"minimumLength": 2}}, arguments=dict()),
    dict(name="sublinear pairs", options={"sublinear": True, "longest": 2}, arguments=dict(token_pattern=letters, sublinear_tf=True, ngram_range=(1, 2))),
    dict(name="frequent", options={"minimumDocuments": 2, "maximumDocumentShare": 0.3}, arguments=dict(token_pattern=letters, min_df=2, max_df=0.3)),
    dict(name="stop-words", options={"shortest": 2, "longest": 3, "tokenizer": {"ownStopWords": ["the", "on", "me"]}},
         arguments=dict(token_pattern=letters, ngram_range=(2, 3), stop_words=["the", "on", "me"])),
    dict(name="the four most frequent", options={"maximumTerms": 4}, arguments=dict(token_pattern=letters, max_features=4)),
    dict(name="characters", options={"unit": "characters", "shortest": 2, "longest": 4, "minimumDocuments": 3},
         arguments=dict(analyzer="char_wb", preprocessor=plain, ngram_range=(2, 4), min_df=3)),
    dict(name="long characters", options={"unit": "characters", "shortest": 6, "longest": 7, "sublinear": True},
         arguments=dict(analyzer="char_wb", preprocessor=plain, ngram_range=(6, 7), sublinear_tf=True)),
]
for case in CASES:
    vectorizer = TfidfVectorizer(**case.pop("arguments"))
    x = vectorizer.fit_transform(texts)
    x.sort_indices()
    case["terms"] = vectorizer.get_feature_names_out().tolist()
    case["weights"] = vectorizer.idf_.tolist()
    case["rows"] = [[x[row].indices.tolist(), [round(value, 9) for value in x[row].data.tolist()]] for row in range(len(texts))]

x = TfidfVectorizer(token_pattern=letters, min_df=2).fit_transform(texts)
REGRESSIONS = [dict(c=c) for c in (0.1, 1.0, 30.0)]
for regression in REGRESSIONS:
    model = LogisticRegression(C=regression["c"], solver="newton-cg", multi_class="multinomial", tol=1e-9, max_iter=50)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, labels)
    regression["weights"] = model.coef_.tolist()
    regression["intercepts"] = model.intercept_.tolist()
    regression["probabilities"] = model.predict_proba(x).tolist()

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(texts=texts, labels=labels, cases=CASES, regressions=REGRESSIONS), ensure_ascii=False) + "\n", encoding="utf-8")

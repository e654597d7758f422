"""Run with `python -m pytest test_winnow_dynamics.py`.

The format and the keys need the standard library only. What trains needs torch and trl, and is
skipped without; models have random weights, the tokenizer is made here, nothing is downloaded.
"""

import gzip
import importlib.util
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "Tests" / "AcceptanceTests")]
for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"):
    os.environ[name] = "1"
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

import winnow_dynamics as wd  # noqa: E402

MISSING = [
    package
    for package in ("torch", "transformers", "trl", "accelerate", "datasets")
    if importlib.util.find_spec(package) is None
]
needs_torch = pytest.mark.skipif(
    bool(MISSING), reason=f"trains real models, not installed: {', '.join(MISSING)}"
)
needs_peft = pytest.mark.skipif(
    bool(MISSING) or importlib.util.find_spec("peft") is None,
    reason="trains adapters, peft is not installed",
)


# --- Keys. winnow computes the same ones; these literals are for both.

USER = [{"role": "user", "content": "2+2?"}]
GOOD = [{"role": "assistant", "content": "4"}]
BAD = [{"role": "assistant", "content": "5"}]
VECTORS = [
    ("text", "Q", "A", "B", "50bdfb7fcf8b8980a84d2813b491e4db"),
    ("empty texts", "", "", "", "6f1ac9106e19540b67143ec9bc871d70"),
    ("no prompt", None, "A", "B", "4afae9948fff72ea54cd6f9a44a03822"),
    ("not ASCII", "Größe?", "日本 😀", "a\u0301", "bf189b106b4260ae370476708a082e25"),
    ("messages", USER, GOOD, BAD, "a72e25fbc9c676a0ef8be95a6c0c0073"),
    ("messages without prompt", None, USER + GOOD, USER + BAD, "152155db5ba4629f1c72a1a9b5cff686"),
    (
        "escapes",
        [{"role": "user", "content": '"\\/\b\t\n\f\r\x00\x1f\x7f\u2028é'}],
        GOOD,
        BAD,
        "7cba1f04524fd290892c65e85f1b2d4f",
    ),
    ("prompt as text, answers as messages", "2+2?", GOOD, BAD, "5f0ecc5fa9405e09f66164abeb3089d6"),
]


@pytest.mark.parametrize(
    "prompt,chosen,rejected,key", [v[1:] for v in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_content_key(prompt, chosen, rejected, key):
    row = {"prompt": prompt, "chosen": chosen, "rejected": rejected}
    assert wd.pair_key(row) == wd.content_key(prompt, chosen, rejected) == key


def test_key_by_hand():
    import hashlib

    data = b"winnow pair content 1"
    for text in (
        b'[{"role":"user","content":"2+2?"}]',
        b'[{"role":"assistant","content":"4"}]',
        b'[{"role":"assistant","content":"5"}]',
    ):
        data += bytes(7) + bytes([len(text)]) + text
    assert wd.content_key(USER, GOOD, BAD) == hashlib.sha256(data).hexdigest()[:32]


def test_other_keys_and_their_order_in_a_message_do_not_matter():
    other = [{"content": "2+2?", "name": "Ann", "role": "user"}]
    assert wd.content_key(other, GOOD, BAD) == wd.content_key(USER, GOOD, BAD)


def test_lengths_keep_parts_apart():
    assert wd.content_key("ab", "c", "d") != wd.content_key("a", "bc", "d")


@pytest.mark.parametrize(
    "row,key",
    [
        ({"winnow_id": "w", "id": "i", "pair": "p"}, "w"),
        ({"winnow_id": None, "id": "i", "pair": "p"}, "i"),
        ({"id": 7}, "7"),
        ({"id": "", "pair": "p"}, "p"),
        ({"id": 0}, "0"),
        ({"id": ["not", "a", "name"], "pair": True}, "50bdfb7fcf8b8980a84d2813b491e4db"),
    ],
)
def test_a_name_goes_before_content(row, key):
    assert wd.pair_key({"prompt": "Q", "chosen": "A", "rejected": "B", **row}) == key


@pytest.mark.parametrize("content", [None, [{"type": "text", "text": "A"}]])
def test_what_is_not_text_has_no_content_key(content):
    with pytest.raises(ValueError, match="give the row an id"):
        wd.content_key(USER, [{"role": "assistant", "content": content}], BAD)


# --- The file


@pytest.fixture(params=["dynamics.jsonl", "dynamics.jsonl.gz"])
def path(request, tmp_path):
    return tmp_path / request.param


def text(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def test_lines(path):
    with wd.DynamicsWriter(path, run="r") as writer:
        writer.margins(["é", "b"], [0.25, -1], step=3, epoch=1.0)
        writer.rewards(["a"], [2.0], [0.5], step=4, epoch=1.5)
        writer.logps(["a"], [-1.0], [-3.0], [-2.0], [-2.0], beta=0.1, step=5)
    assert text(path) == (
        '{"pair":"é","epoch":1,"step":3,"run":"r","margin":0.25}\n'
        '{"pair":"b","epoch":1,"step":3,"run":"r","margin":-1.0}\n'
        '{"pair":"a","epoch":1.5,"step":4,"run":"r","chosen_reward":2.0,"rejected_reward":0.5}\n'
        '{"pair":"a","step":5,"run":"r","chosen_logps":-1.0,"rejected_logps":-3.0,'
        '"ref_chosen_logps":-2.0,"ref_rejected_logps":-2.0,"beta":0.1}\n'
    )
    assert wd.read_dynamics(path) == {
        ("r", "é", 3): 0.25,
        ("r", "b", 3): -1.0,
        ("r", "a", 4): 1.5,
        ("r", "a", 5): 0.1 * 2.0,
    }


def test_the_last_line_of_a_pair_and_step_counts(path):
    with wd.DynamicsWriter(path, run="r") as writer:
        writer.margins(["a"], [1], step=1)
        writer.margins(["a"], [2], step=1)
    assert wd.read_dynamics(path) == {("r", "a", 1): 2.0}


@pytest.mark.parametrize(
    "pair,margin", [("a", math.nan), ("a", math.inf), ("", 1.0), (7, 1.0), ("\ud800", 1.0)]
)
def test_a_refused_line_leaves_the_file_as_it_was(path, pair, margin):
    with wd.DynamicsWriter(path) as writer:
        writer.margins(["ok"], [1], step=1)
        before = path.read_bytes()
        with pytest.raises(ValueError):
            writer.margins(["ok", pair], [1, margin], step=2)
    assert path.read_bytes() == before


def test_columns_of_unequal_length_are_refused(path):
    with wd.DynamicsWriter(path) as writer, pytest.raises(ValueError):
        writer.margins(["a", "b"], [1], step=1)


def test_a_file_cut_anywhere_is_resumed(path):
    """Cut after every byte: all calls that were whole stay, the rest goes, and writing goes on."""
    ends = [0]
    with wd.DynamicsWriter(path, run="r") as writer:
        for step in (1, 2, 3):
            writer.margins([f"pair {step}"], [step], step=step)
            ends.append(path.stat().st_size)
    data = path.read_bytes()
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        whole = sum(end <= cut for end in ends) - 1
        with wd.DynamicsWriter(path, run="r") as writer:
            assert path.stat().st_size == ends[whole]
            writer.margins(["new"], [9], step=9)
        expected = {("r", f"pair {step}", step): float(step) for step in range(1, whole + 1)}
        assert wd.read_dynamics(path) == {**expected, ("r", "new", 9): 9.0}


def test_a_long_last_line_is_cut_off(tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_bytes(b'{"pair":"a"}\n{"pair":"' + b"x" * 200_000)
    wd.DynamicsWriter(path).close()
    assert path.read_bytes() == b'{"pair":"a"}\n'


def test_a_file_that_is_something_else_is_left_alone(path):
    path.write_bytes(b"weights, not dynamics")
    with pytest.raises(ValueError, match="left alone"):
        wd.DynamicsWriter(path)
    assert path.read_bytes() == b"weights, not dynamics"


def test_damage_in_the_middle_of_gzip_is_not_cut_off(tmp_path):
    path = tmp_path / "d.jsonl.gz"
    members = [gzip.compress(b'{"pair":"a"}\n')] * 3
    path.write_bytes(members[0] + b"damage!!" + members[1] + members[2])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="left alone"):
        wd.DynamicsWriter(path)
    assert path.read_bytes() == before


def test_a_failed_write_takes_back_its_half_line(tmp_path):
    path = tmp_path / "d.jsonl"
    with wd.DynamicsWriter(path) as writer:
        writer.margins(["a"], [1], step=1)
        before = path.read_bytes()

        class Full:
            """Takes ten bytes, then is full."""

            def __init__(self, file):
                self.file, self.truncate = file, file.truncate

            def write(self, data):
                if len(data) < 30:
                    raise OSError(28, "No space left on device")
                return self.file.write(data[:10])

        real, writer._file = writer._file, Full(writer._file)
        with pytest.raises(OSError, match="No space"):
            writer.margins(["b"], [2], step=2)
        assert path.read_bytes() == before
        writer._file = real
        writer.margins(["c"], [3], step=3)
    assert [pair for _, pair, _ in wd.read_dynamics(path)] == ["a", "c"]


def test_import_needs_the_standard_library_only():
    code = (
        "import sys; before = set(sys.modules); import winnow_dynamics;"
        "tops = {name.split('.')[0] for name in set(sys.modules) - before} - {'winnow_dynamics'};"
        "assert tops <= sys.stdlib_module_names, tops - sys.stdlib_module_names"
    )
    subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True)


def test_names_that_need_trl_say_so():
    code = (
        "import sys; sys.modules['torch'] = None; import winnow_dynamics\n"
        "for name in ('DynamicsCallback', 'WeightedRewardTrainer', 'WeightedDPOTrainer'):\n"
        "    try: getattr(winnow_dynamics, name)\n"
        "    except ImportError as error: assert 'needs torch' in str(error), error\n"
        "    else: raise SystemExit(name)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True)
    with pytest.raises(AttributeError):
        wd.no_such_name


# --- Losses in plain numbers


@pytest.mark.parametrize(
    "margin,probability,loss",
    [
        (0.0, 1.0, math.log(2)),
        (0.0, 0.3, math.log(2)),
        (1.0, 1.0, math.log(1 + math.exp(-1))),
        (1.0, 0.0, math.log(1 + math.exp(1))),
        (2.0, 0.75, 0.75 * math.log(1 + math.exp(-2)) + 0.25 * math.log(1 + math.exp(2))),
        (800.0, 1.0, 0.0),
        (-800.0, 1.0, 800.0),
    ],
)
def test_soft_loss(margin, probability, loss):
    assert wd.soft_loss(margin, probability) == pytest.approx(loss, abs=1e-12)


def test_soft_loss_is_least_where_the_margin_has_the_probability():
    p = 0.8
    best = math.log(p / (1 - p))
    assert wd.soft_loss(best, p) < min(wd.soft_loss(best - 0.01, p), wd.soft_loss(best + 0.01, p))


@pytest.mark.parametrize(
    "column,value",
    [
        ("weight", -1),
        ("weight", math.nan),
        ("weight", math.inf),
        ("weight", None),
        ("label_probability", 1.01),
        ("label_probability", -0.01),
        ("label_probability", None),
    ],
)
def test_weights_out_of_range(column, value):
    with pytest.raises(ValueError, match=column):
        wd._checked([1.0, value], column)


# --- Real training, in small

if not MISSING:
    import torch
    from datasets import Dataset
    from tokenizer import chatml_tokenizer
    from transformers import (
        GPT2Config,
        GPT2ForSequenceClassification,
        GPT2LMHeadModel,
        LlamaConfig,
        LlamaForCausalLM,
        LlamaForSequenceClassification,
        TrainerCallback,
    )
    from trl import DPOConfig, DPOTrainer, RewardConfig, RewardTrainer

    torch.set_num_threads(1)

SIZES = {
    "gpt2": dict(n_embd=16, n_layer=2, n_head=2, n_positions=256),
    "llama": dict(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2),
}
CLOSE = dict(rel=1e-4, abs=1e-5)


def model(kind, family="gpt2", seed=0, **options):
    torch.manual_seed(seed)
    tok = chatml_tokenizer()
    config = {"gpt2": GPT2Config, "llama": LlamaConfig}[family](
        vocab_size=len(tok),
        pad_token_id=tok.pad_token_id,
        bos_token_id=tok.eos_token_id,
        eos_token_id=tok.eos_token_id,
        num_labels=1,
        initializer_range=0.2,
        **SIZES[family],
        **options,
    )
    made = {
        ("gpt2", "reward"): GPT2ForSequenceClassification,
        ("gpt2", "dpo"): GPT2LMHeadModel,
        ("llama", "reward"): LlamaForSequenceClassification,
        ("llama", "dpo"): LlamaForCausalLM,
    }[family, kind]
    return made(config)


def rows(count=8, chat=False):
    """Pairs of very different lengths; the trainers below drop number 2, which is too long."""
    made = []
    for n in range(count):
        prompt, chosen, rejected = f"Question {n}? " * (n + 1), " yes" * (2 * n + 1), f" no{n}" * 3
        if n == 2:
            prompt *= 60
        if chat:
            prompt, chosen, rejected = (
                [{"role": role, "content": content}]
                for role, content in [
                    ("user", prompt),
                    ("assistant", chosen),
                    ("assistant", rejected),
                ]
            )
        made.append({"prompt": prompt, "chosen": chosen, "rejected": rejected})
    return made


def trainer(
    kind, data, tmp_path, cls=None, *, the_model=None, ref=None, family="gpt2", peft=None, **options
):
    config = dict(
        output_dir=str(tmp_path / "out"),
        use_cpu=True,
        report_to=[],
        save_strategy="no",
        max_length=200,
        num_train_epochs=2,
        per_device_train_batch_size=2,
        per_device_eval_batch_size=3,
        learning_rate=1e-2,
        logging_steps=1,
        disable_tqdm=True,
        bf16=False,
        seed=5,
        activation_checkpointing=False,
    )
    evaluation = options.pop("eval_dataset", None)
    if kind == "dpo":
        config["beta"] = 0.3
        ref = {"peft_config": peft} if peft else {"ref_model": ref or model("dpo", family, seed=1)}
        if options.get("precompute_ref_log_probs"):
            ref = {}
    else:
        ref = {}
    args = (DPOConfig if kind == "dpo" else RewardConfig)(**{**config, **options})
    return (cls or (DPOTrainer if kind == "dpo" else RewardTrainer))(
        model=the_model or model(kind, family),
        args=args,
        processing_class=chatml_tokenizer(),
        train_dataset=data,
        eval_dataset=evaluation,
        **ref,
    )


def tokens(row):
    """Prompt tokens, and whole texts of chosen and rejected, without any help of trl."""
    tok = chatml_tokenizer()
    if isinstance(row["chosen"], str):
        ends = [
            tok(row["prompt"] + row[side] + tok.eos_token)["input_ids"]
            for side in ("chosen", "rejected")
        ]
        return tok(row["prompt"])["input_ids"], *ends

    def ids(messages, **options):
        return tok(tok.apply_chat_template(messages, tokenize=False, **options))["input_ids"]

    ends = [ids(row["prompt"] + row[side]) for side in ("chosen", "rejected")]
    return ids(row["prompt"], add_generation_prompt=True), *ends


def reward_margin(network, row):
    _, chosen, rejected = tokens(row)
    return sum(
        sign * network(input_ids=torch.tensor([ids])).logits.item()
        for sign, ids in [(1, chosen), (-1, rejected)]
    )


def logp(network, prompt, ids):
    """Σ log p of the tokens after the prompt, from plain logits, one text at a time."""
    logs = network(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
    return sum(logs[at - 1, ids[at]].item() for at in range(len(prompt), len(ids)))


def dpo_margin(network, ref, row, beta=0.3):
    prompt, chosen, rejected = tokens(row)
    return beta * (
        (logp(network, prompt, chosen) - logp(ref, prompt, chosen))
        - (logp(network, prompt, rejected) - logp(ref, prompt, rejected))
    )


def independent(network, data, ref=None):
    """Margins by pair, of the pairs that are not too long for the trainer."""
    mode = network.training
    network.eval()
    with torch.no_grad():
        margins = {
            wd.pair_key(row): reward_margin(network, row)
            if ref is None
            else dpo_margin(network, ref, row)
            for n, row in enumerate(data)
            if n != 2
        }
    network.train(mode)
    return margins


def at_step(path, step):
    return {pair: margin for (_, pair, at), margin in wd.read_dynamics(path).items() if at == step}


def assert_file(path, expected):
    """The file holds these margins by step, and nothing else."""
    assert {step for _, _, step in wd.read_dynamics(path)} == set(expected)
    for step, margins in expected.items():
        assert at_step(path, step) == pytest.approx(margins, **CLOSE)
        assert max(abs(margin) for margin in margins.values()) > 0.01


def record_beside(training, expected, compute, event):
    """Computes margins on its own at the callback's moments."""

    def note(self, args, state, control, **kwargs):
        expected[state.global_step] = compute(training.model)

    training.add_callback(type("Beside", (TrainerCallback,), {event: note})())


@needs_torch
@pytest.mark.parametrize("chat", [False, True], ids=["text", "chat"])
@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_reward_margins(tmp_path, path, family, chat):
    """Each epoch's margins are those of a computation of its own, and the long pair is missing."""
    data = rows(chat=chat)
    training = trainer("reward", wd.add_pair_keys(Dataset.from_list(data)), tmp_path, family=family)
    assert len(training.train_dataset) == 7
    expected = {}
    record_beside(training, expected, lambda network: independent(network, data), "on_epoch_end")
    training.add_callback(wd.DynamicsCallback(training, path, run="r", every="epoch"))
    training.train()
    assert set(expected) == {4, 8}
    assert_file(path, expected)
    lines = [json.loads(line) for line in text(path).splitlines()]
    assert [list(line) for line in lines] == [["pair", "epoch", "step", "run", "margin"]] * 14
    assert {(line["epoch"], line["step"]) for line in lines} == {(1, 4), (2, 8)}


@needs_torch
def test_evaluation_and_gradient_accumulation(tmp_path, path):
    """Two evaluation sets fire the event twice a step: each pair is written once."""
    data = rows()
    keyed = wd.add_pair_keys(Dataset.from_list(data))
    training = trainer(
        "reward",
        keyed,
        tmp_path,
        gradient_accumulation_steps=2,
        eval_strategy="steps",
        eval_steps=2,
        eval_dataset={"one": Dataset.from_list(data[:2]), "two": Dataset.from_list(data[3:5])},
    )
    expected = {}
    record_beside(training, expected, lambda network: independent(network, data), "on_evaluate")
    training.add_callback(wd.DynamicsCallback(training, path))
    training.train()
    assert set(expected) == {2, 4}
    assert_file(path, expected)
    assert len(text(path).splitlines()) == 2 * 7


@needs_torch
@pytest.mark.parametrize("chat", [False, True], ids=["text", "chat"])
@pytest.mark.parametrize("family", ["gpt2", "llama"])
@pytest.mark.parametrize(
    "reference", ["model", "precomputed", pytest.param("adapter", marks=needs_peft)]
)
def test_dpo_margins(tmp_path, path, reference, family, chat):
    """Each reference that DPOTrainer knows gives β times the difference of the log-ratios."""
    data = rows(chat=chat)
    options = {}
    ref = model("dpo", family)  # as the policy is before training
    if reference == "model":
        ref = model("dpo", family, seed=1)
        options["ref"] = model("dpo", family, seed=1)
    elif reference == "precomputed":
        options["precompute_ref_log_probs"] = True
    else:
        from peft import LoraConfig

        options["peft"] = LoraConfig(
            r=4, target_modules={"gpt2": ["c_attn"], "llama": ["q_proj", "v_proj"]}[family]
        )
    ref.eval()
    training = trainer(
        "dpo", wd.add_pair_keys(Dataset.from_list(data)), tmp_path, family=family, **options
    )
    assert len(training.train_dataset) == 7
    expected = {}
    record_beside(
        training, expected, lambda network: independent(network, data, ref), "on_step_end"
    )
    training.add_callback(wd.DynamicsCallback(training, path, every=3))
    training.train()
    assert_file(path, {step: expected[step] for step in (3, 6)})


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_full_lines_stand_for_the_same_margins(tmp_path, kind):
    training = trainer(kind, wd.add_pair_keys(Dataset.from_list(rows())), tmp_path)
    for full in (False, True):
        training.add_callback(
            wd.DynamicsCallback(
                training, tmp_path / f"{full}.jsonl", every=4, full=full, batch_size=2 + full
            )
        )
    training.train()
    short, long = (wd.read_dynamics(tmp_path / f"{full}.jsonl") for full in (False, True))
    assert len(short) == 14 and short == pytest.approx(long, **CLOSE)
    keys = set(json.loads((tmp_path / "True.jsonl").read_text().splitlines()[0]))
    assert keys - {"pair", "epoch", "step", "run"} == (
        {"chosen_reward", "rejected_reward"}
        if kind == "reward"
        else {"chosen_logps", "rejected_logps", "ref_chosen_logps", "ref_rejected_logps", "beta"}
    )


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_training_does_not_notice(tmp_path, kind):
    """With dropout on, the same random numbers are drawn: weights are equal to the last bit."""
    finals = []
    for logged in (False, True):
        training = trainer(
            kind, wd.add_pair_keys(Dataset.from_list(rows())), tmp_path, disable_dropout=False
        )
        if logged:
            training.add_callback(wd.DynamicsCallback(training, tmp_path / "d.jsonl", every=1))
        training.train()
        finals.append(training.model.state_dict())
    assert all(torch.equal(finals[0][name], finals[1][name]) for name in finals[0])
    data = rows()
    ref = model("dpo", seed=1).eval() if kind == "dpo" else None
    final = independent(training.model, data, ref)  # exact, though the models have dropout
    assert at_step(tmp_path / "d.jsonl", 8) == pytest.approx(final, **CLOSE)
    assert len(wd.read_dynamics(tmp_path / "d.jsonl")) == 8 * 7


@needs_torch
def test_modes_come_back_even_after_a_failure(tmp_path):
    training = trainer("reward", wd.add_pair_keys(Dataset.from_list(rows())), tmp_path)
    callback = wd.DynamicsCallback(training, tmp_path / "d.jsonl", every=1)
    training.model.train()
    training.model.transformer.h[0].eval()
    modes = [module.training for module in training.model.modules()]
    seen = []
    training.model.transformer.register_forward_pre_hook(
        lambda module, _: seen.append((module.training, torch.is_grad_enabled()))
    )
    callback.record()
    assert set(seen) == {(False, False)}
    assert [module.training for module in training.model.modules()] == modes

    def fail(model, batch):
        raise RuntimeError("out of memory")

    callback._score, callback._last_step = fail, None
    with pytest.raises(RuntimeError):
        callback.record()
    assert [module.training for module in training.model.modules()] == modes


@needs_torch
def test_a_pair_that_is_there_twice_is_scored_once(tmp_path):
    data = rows(4)
    keyed = wd.add_pair_keys(Dataset.from_list(data + data[:2]))
    training = trainer("reward", keyed, tmp_path)
    with pytest.warns(UserWarning, match="2 rows are named in `winnow_id` like an earlier row"):
        callback = wd.DynamicsCallback(training, tmp_path / "d.jsonl", every=1)
    callback.record()
    assert at_step(tmp_path / "d.jsonl", 0) == pytest.approx(
        independent(training.model, data), **CLOSE
    )
    assert len((tmp_path / "d.jsonl").read_text().splitlines()) == 3


@needs_torch
def test_a_margin_that_is_not_finite_is_left_out(tmp_path):
    training = trainer("reward", wd.add_pair_keys(Dataset.from_list(rows(4))), tmp_path)
    callback = wd.DynamicsCallback(training, tmp_path / "d.jsonl", every=1)
    score = callback._score

    def diverged(model, batch):
        values = score(model, batch)
        values[0, 0] = math.nan
        return values

    callback._score = diverged
    with pytest.warns(UserWarning, match="1 pairs without a finite margin"):
        callback.record()
    assert len(at_step(tmp_path / "d.jsonl", 0)) == 2


@needs_torch
def test_what_cannot_be_scored_is_refused(tmp_path):
    plain = Dataset.from_list(rows(4))
    keyed = wd.add_pair_keys(plain)
    path = tmp_path / "d.jsonl"
    with pytest.raises(ValueError, match="add_pair_keys"):
        wd.DynamicsCallback(trainer("reward", plain, tmp_path), path, every=1)
    with pytest.raises(ValueError, match="never evaluates"):
        wd.DynamicsCallback(trainer("reward", keyed, tmp_path), path)
    with pytest.raises(ValueError, match="`every`"):
        wd.DynamicsCallback(trainer("reward", keyed, tmp_path), path, every="year")
    with pytest.raises(ValueError, match="ld_alpha"):
        wd.DynamicsCallback(trainer("dpo", keyed, tmp_path, ld_alpha=0.5), path, every=1)
    with pytest.raises(ValueError, match="streamed"):
        streamed = trainer("reward", keyed.to_iterable_dataset(), tmp_path, max_steps=1)
        wd.DynamicsCallback(streamed, path, every=1)
    assert not path.exists()


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_a_training_that_goes_on_from_a_checkpoint(tmp_path, path, kind):
    """Killed after step 7 while writing, resumed from step 4: the file is that of one training."""
    data = wd.add_pair_keys(Dataset.from_list(weighed(short(), [0.5, 1, 2, 0, 1, 3, 1, 1])))

    def make(path):
        training = trainer(kind, data, tmp_path, weighted_class(kind), save_strategy="epoch")
        training.add_callback(wd.DynamicsCallback(training, path, every=1))
        return training

    make(path).train()
    whole = wd.read_dynamics(path)
    assert len(whole) == 8 * 8
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.9)])
    resumed = make(path)
    resumed.train(resume_from_checkpoint=str(tmp_path / "out" / "checkpoint-4"))
    assert wd.read_dynamics(path) == pytest.approx(whole, **CLOSE)
    assert len(text(path).splitlines()) > 8 * 8


# --- Weighted losses


def weighted_class(kind):
    return wd.WeightedDPOTrainer if kind == "dpo" else wd.WeightedRewardTrainer


def weighed(data, weights=None, probabilities=None):
    columns = {"weight": weights, "label_probability": probabilities}
    return [
        {**row, **{name: values[n] for name, values in columns.items() if values is not None}}
        for n, row in enumerate(data)
    ]


def short(count=8):
    """None too long, so that all stay."""
    return [row for n, row in enumerate(rows(count + 1)) if n != 2]


def gradients(kind, data, tmp_path, **options):
    """Loss and gradients of one batch of all rows, as in a training step."""
    training = trainer(kind, Dataset.from_list(data), tmp_path, weighted_class(kind), **options)
    training.create_optimizer()
    columns = training._remove_unused_columns(training.train_dataset)
    batch = training.data_collator([columns[n] for n in range(len(data))])
    training.current_gradient_accumulation_steps = 1
    loss = training.training_step(
        training.model, dict(batch), num_items_in_batch=batch["weight"].sum()
    )
    grads = {
        name: value.grad.clone()
        for name, value in training.model.named_parameters()
        if value.grad is not None
    }
    return loss.item(), grads, training


def losses(training):
    return [entry["loss"] for entry in training.state.log_history if "loss" in entry]


def same(one, other, **close):
    assert set(one) == set(other)
    for name in one:
        torch.testing.assert_close(one[name], other[name], **close)


@needs_torch
@pytest.mark.parametrize(
    "kind,weights,options",
    [
        ("reward", None, {}),
        (
            "reward",
            [1.0] * 8,
            {"gradient_accumulation_steps": 2, "center_rewards_coefficient": 0.1},
        ),
        ("reward", [3.0] * 8, {"activation_checkpointing": True}),
        ("dpo", None, {}),
        ("dpo", [1.0] * 8, {"gradient_accumulation_steps": 2}),
        ("dpo", [1.0] * 8, {"precompute_ref_log_probs": True}),
        ("dpo", [3.0] * 8, {"activation_checkpointing": True}),
    ],
)
def test_equal_weights_are_plain_trl(tmp_path, kind, weights, options):
    plain = trainer(kind, Dataset.from_list(short()), tmp_path, **options)
    plain.train()
    weighted = trainer(
        kind,
        Dataset.from_list(weighed(short(), weights)),
        tmp_path,
        weighted_class(kind),
        **options,
    )
    weighted.train()
    assert len(losses(plain)) >= 4 and losses(weighted) == pytest.approx(
        losses(plain), rel=1e-4, abs=1e-6
    )
    same(plain.model.state_dict(), weighted.model.state_dict(), rtol=1e-3, atol=1e-4)
    metrics = [set(training.state.log_history[0]) for training in (plain, weighted)]
    assert metrics[0] == metrics[1]


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_weighted_soft_loss_has_its_closed_form(tmp_path, kind):
    data = short(5)
    weights, soft = [0.5, 2.0, 0.0, 1.0, 4.0], [1.0, 0.9, 0.1, 0.5, 0.0]
    ref = model("dpo", seed=1).eval() if kind == "dpo" else None
    network = model(kind).eval()
    with torch.no_grad():
        margins = [
            reward_margin(network, row) if ref is None else dpo_margin(network, ref, row)
            for row in data
        ]
    expected = sum(w * wd.soft_loss(z, p) for w, z, p in zip(weights, margins, soft)) / sum(weights)
    loss, _, _ = gradients(kind, weighed(data, weights, soft), tmp_path)
    assert loss == pytest.approx(expected, rel=1e-4)


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_weight_zero_is_as_if_the_pair_were_not_there(tmp_path, kind):
    data, weights = short(5), [1.0, 2.0, 0.0, 0.5, 0.0]
    options = {"center_rewards_coefficient": 0.1} if kind == "reward" else {}
    loss, grads, _ = gradients(kind, weighed(data, weights), tmp_path, **options)
    kept = [row for row in weighed(data, weights) if row["weight"]]
    other_loss, other_grads, _ = gradients(kind, kept, tmp_path, **options)
    assert loss == pytest.approx(other_loss, rel=1e-5)
    same(grads, other_grads, rtol=1e-3, atol=1e-6)
    _, all_grads, _ = gradients(kind, weighed(data, [1.0] * 5), tmp_path, **options)
    assert any((all_grads[name] - grads[name]).abs().max() > 1e-3 for name in grads)


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_label_probability_zero_is_the_swapped_pair(tmp_path, kind):
    data = short(3)
    loss, grads, _ = gradients(kind, weighed(data, probabilities=[0.0] * 3), tmp_path)
    swapped = [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in data]
    other_loss, other_grads, _ = gradients(kind, swapped, tmp_path)
    assert loss == pytest.approx(other_loss, rel=1e-4)
    same(grads, other_grads, rtol=1e-3, atol=1e-5)


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_micro_batches_of_one_keep_their_weights(tmp_path, kind):
    """Four accumulated batches of one pair are one batch of four, whatever the weights."""
    data = weighed(
        short(), [0.0, 3.0, 0.1, 1.0, 2.0, 0.0, 5.0, 0.2], [1, 0.9, 0.2, 1, 0.7, 1, 0.6, 0]
    )
    done = []
    for size in (4, 1):
        training = trainer(
            kind,
            Dataset.from_list(data),
            tmp_path,
            weighted_class(kind),
            optim="sgd",
            max_grad_norm=0,
            per_device_train_batch_size=size,
            gradient_accumulation_steps=4 // size,
        )
        training.train()
        done.append(training)
    assert losses(done[0]) == pytest.approx(losses(done[1]), rel=1e-4)
    same(*(training.model.state_dict() for training in done), rtol=1e-3, atol=1e-5)


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_all_weights_zero_change_nothing(tmp_path, kind):
    training = trainer(
        kind,
        Dataset.from_list(weighed(short(), [0.0] * 8)),
        tmp_path,
        weighted_class(kind),
        optim="sgd",
    )
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    training.train()
    assert losses(training) == [0.0] * len(losses(training))
    same(before, training.model.state_dict(), rtol=0, atol=0)


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_evaluation_is_weighted_too(tmp_path, kind):
    data, weights = short(3), [1.0, 0.0, 3.0]
    training = trainer(
        kind,
        Dataset.from_list(data),
        tmp_path,
        weighted_class(kind),
        eval_dataset=Dataset.from_list(weighed(data, weights)),
    )
    expected = gradients(kind, weighed(data, weights), tmp_path)[0]
    assert training.evaluate()["eval_loss"] == pytest.approx(expected, rel=1e-4)


@needs_torch
def test_a_margin_column_works_with_weights_and_not_with_soft_labels(tmp_path):
    data = [{**row, "margin": 0.5 * n} for n, row in enumerate(weighed(short(3), [1.0, 2.0, 0.5]))]
    network = model("reward").eval()
    with torch.no_grad():
        margins = [reward_margin(network, row) - row["margin"] for row in data]
    expected = sum(row["weight"] * wd.soft_loss(z) for row, z in zip(data, margins)) / 3.5
    assert gradients("reward", data, tmp_path)[0] == pytest.approx(expected, rel=1e-4)
    with pytest.raises(ValueError, match="do not go together"):
        gradients("reward", [{**row, "label_probability": 0.9} for row in data], tmp_path)


@needs_torch
@pytest.mark.parametrize(
    "options",
    [
        {"loss_type": "ipo"},
        {"label_smoothing": 0.1},
        {"ld_alpha": 0.5},
        {"use_weighting": True},
        {"f_divergence_type": "js_divergence"},
        {"loss_type": ["sigmoid", "sft"]},
    ],
    ids=str,
)
def test_other_dpo_losses_are_refused(tmp_path, options):
    with pytest.raises(ValueError, match="unset"):
        trainer("dpo", Dataset.from_list(short()), tmp_path, wd.WeightedDPOTrainer, **options)


@needs_torch
def test_weights_are_checked_before_training(tmp_path):
    with pytest.raises(ValueError, match="`weight` must be a number, 0 or more: -1.0"):
        trainer(
            "dpo",
            Dataset.from_list(weighed(short(2), [1.0, -1.0])),
            tmp_path,
            wd.WeightedDPOTrainer,
        )


@needs_peft
def test_weighted_dpo_with_an_adapter_logs_its_margins(tmp_path):
    """Callback, weights and adapter together; margins against the model without its adapter."""
    from peft import LoraConfig

    data = weighed(short(), [0.0, 3.0, 0.1, 1.0, 2.0, 0.0, 5.0, 0.2])
    keyed = wd.add_pair_keys(Dataset.from_list(data))
    training = trainer(
        "dpo",
        keyed,
        tmp_path,
        wd.WeightedDPOTrainer,
        peft=LoraConfig(r=4, target_modules=["c_attn"]),
    )
    training.add_callback(wd.DynamicsCallback(training, tmp_path / "d.jsonl", every="epoch"))
    training.train()
    ref, training.model = model("dpo").eval(), training.model.eval()
    with torch.no_grad():
        expected = {wd.pair_key(row): dpo_margin(training.model, ref, row) for row in data}
    assert at_step(tmp_path / "d.jsonl", 8) == pytest.approx(expected, **CLOSE)


# --- Two processes


def worker(kind, out):
    """One run; an optimizer step takes the same pairs whether by one process or by two."""
    world = int(os.environ.get("WORLD_SIZE", 1))
    data = weighed(
        short(), [0.0, 3.0, 0.1, 1.0, 2.0, 0.0, 5.0, 0.2], [1, 0.9, 0.2, 1, 0.7, 1, 0.6, 0]
    )
    training = trainer(
        kind,
        wd.add_pair_keys(Dataset.from_list(data)),
        out,
        weighted_class(kind),
        optim="sgd",
        max_grad_norm=0,
        per_device_train_batch_size=2 // world,
        gradient_accumulation_steps=2,
    )
    assert training.accelerator.num_processes == world
    training.add_callback(wd.DynamicsCallback(training, out / "d.jsonl", every=1))
    training.train()
    if training.accelerator.is_main_process:
        torch.save(training.model.state_dict(), out / "model.pt")


@needs_torch
@pytest.mark.parametrize("kind", ["reward", "dpo"])
def test_two_processes_do_what_one_does(tmp_path, kind):
    """Gathered margins and weights normalised over both processes, by gloo on this machine."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    results = {}
    for count in (1, 2):
        out = tmp_path / str(count)
        out.mkdir()
        launch = (
            [
                "-m",
                "torch.distributed.run",
                "--nproc-per-node",
                "2",
                "--master-addr",
                "127.0.0.1",
                "--master-port",
                str(port),
            ]
            if count == 2
            else []
        )
        done = subprocess.run(
            [sys.executable, *launch, __file__, kind, str(out)],
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, "OMP_NUM_THREADS": "1", "HF_HOME": str(tmp_path / "hf")},
        )
        assert done.returncode == 0, done.stderr[-4000:]
        results[count] = out
    one, two = (wd.read_dynamics(results[count] / "d.jsonl") for count in (1, 2))
    assert len(one) == 4 * 8 and two == pytest.approx(one, **CLOSE)
    assert len((results[2] / "d.jsonl").read_text().splitlines()) == 4 * 8
    same(*(torch.load(results[count] / "model.pt") for count in (1, 2)), rtol=1e-3, atol=1e-5)


if __name__ == "__main__":
    worker(sys.argv[1], Path(sys.argv[2]))

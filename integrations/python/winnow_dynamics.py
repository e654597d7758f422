"""Training dynamics of preference pairs for winnow, and TRL losses that obey its weights.

    DynamicsWriter         writes what each pair's margin was at a step, one JSON object per line
    pair_key               names a pair: its id, or a key of its content
    add_pair_keys          writes these names into a dataset, before a trainer sees it
    DynamicsCallback       scores every training pair now and then while TRL trains
    WeightedRewardTrainer  TRL's trainers with a weight and a soft label per pair
    WeightedDPOTrainer

Importing this file needs the standard library only. The last three names import torch, transformers
and trl when they are first used; they are written for, and tested with, trl 1.16 and transformers
5.23. README.md beside this file has the format and an example.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import math
import os
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

KEY_COLUMNS = ("winnow_id", "id", "pair")
WEIGHT, PROBABILITY = "weight", "label_probability"


# --- The name of a pair


def pair_key(row: Mapping[str, Any]) -> str:
    """The row's `winnow_id`, `id` or `pair`, the first that is there; else its `content_key`."""
    for column in KEY_COLUMNS:
        if name := _name(row.get(column)):
            return name
    return content_key(row.get("prompt"), row["chosen"], row["rejected"])


def _name(value: Any) -> str:
    """Texts and whole numbers name a pair; whatever else stands in the column does not."""
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def content_key(prompt: Any, chosen: Any, rejected: Any) -> str:
    """32 hexadecimal digits: the first 16 bytes of the SHA-256 of

        "winnow pair content 1", then for prompt, chosen and rejected, in this order:
        the length in bytes as 8 bytes, big-endian, and the bytes of the text in UTF-8.

    The text of a string is the string. The text of a list of messages is compact JSON,
    `[{"role":"user","content":"…"},…]`: these two keys, in this order, other keys left out; only
    `"`, `\\` and U+0000 to U+001F are escaped (`\\b \\t \\n \\f \\r`, else `\\u00xx` lower case).
    Without a prompt its text is "" if `chosen` is a string, else "[]".
    """
    if prompt is None:
        prompt = "" if isinstance(chosen, str) else []
    digest = hashlib.sha256(b"winnow pair content 1")
    for part in (prompt, chosen, rejected):
        data = _text(part).encode("utf-8")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


def _text(part: Any) -> str:
    if isinstance(part, str):
        return part
    messages = [{"role": message["role"], "content": message["content"]} for message in part]
    for value in (value for message in messages for value in message.values()):
        if not isinstance(value, str):
            raise ValueError(f"only plain text has a content key, give the row an id: {value!r}")
    return _compact(messages)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def add_pair_keys(dataset: Any) -> Any:
    """The `datasets.Dataset` with `pair_key` of every row in the column `winnow_id`.

    Call it before the trainer is made. Trainers append end tokens, put the prompt into the answers
    and drop long rows, so that neither content nor position names a pair afterwards; a column does.
    """
    return dataset.map(lambda row: {KEY_COLUMNS[0]: pair_key(row)})


# --- The file


class DynamicsWriter:
    """Appends lines to `path`; a path that ends in `.gz` gets one gzip member per call.

    Each call writes all its lines at once. A file that exists is continued, and what a killed
    process left half written at its end is cut off first. One process writes a file at a time.
    """

    def __init__(self, path: str | os.PathLike[str], run: str = "run") -> None:
        if not run:
            raise ValueError("a run needs a name")
        self.path, self.run = os.fspath(path), run
        self._gzip = self.path.endswith(".gz")
        self._file = open(self.path, "a+b", buffering=0)
        try:
            self._end = (_whole_members if self._gzip else _whole_lines)(self._file, self.path)
            self._file.truncate(self._end)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> DynamicsWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def margins(
        self,
        pairs: Sequence[str],
        margins: Sequence[float],
        *,
        step: int,
        epoch: float | None = None,
    ) -> None:
        """The margins themselves: how much better the model finds the chosen answer."""
        self._write(pairs, {"margin": margins}, {}, step, epoch)

    def rewards(
        self,
        pairs: Sequence[str],
        chosen: Sequence[float],
        rejected: Sequence[float],
        *,
        step: int,
        epoch: float | None = None,
    ) -> None:
        """The two rewards; the margin is their difference."""
        columns = {"chosen_reward": chosen, "rejected_reward": rejected}
        self._write(pairs, columns, {}, step, epoch)

    def logps(
        self,
        pairs: Sequence[str],
        chosen: Sequence[float],
        rejected: Sequence[float],
        ref_chosen: Sequence[float],
        ref_rejected: Sequence[float],
        *,
        beta: float,
        step: int,
        epoch: float | None = None,
    ) -> None:
        """Log-probabilities of whole answers under the model and its reference, for DPO."""
        columns = {
            "chosen_logps": chosen,
            "rejected_logps": rejected,
            "ref_chosen_logps": ref_chosen,
            "ref_rejected_logps": ref_rejected,
        }
        self._write(pairs, columns, {"beta": beta}, step, epoch)

    def _write(
        self,
        pairs: Sequence[str],
        columns: Mapping[str, Sequence[float]],
        constants: Mapping[str, float],
        step: int,
        epoch: float | None,
    ) -> None:
        head: dict[str, Any] = {"step": int(step), "run": self.run}
        if epoch is not None:
            head = {"epoch": int(epoch) if float(epoch).is_integer() else float(epoch), **head}
        lines = []
        for pair, *values in zip(pairs, *columns.values(), strict=True):
            if not isinstance(pair, str) or not pair:
                raise ValueError(f"a pair is named by a text that is not empty: {pair!r}")
            numbers = dict(zip(columns, map(float, values)))
            record = {"pair": pair, **head, **numbers, **constants}
            lines.append(_compact(record) + "\n")
        if lines:
            self._append("".join(lines).encode("utf-8"))

    def _append(self, data: bytes) -> None:
        if self._gzip:
            data = gzip.compress(data, mtime=0)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except BaseException:
            self._file.truncate(self._end)  # a full disk must not leave half a line
            raise
        self._end += len(data)


def _whole_lines(file: Any, path: str) -> int:
    """The length up to the last line end."""
    file.seek(0)
    if file.read(1) not in (b"", b"{"):
        raise ValueError(f"this file is something else, it is left alone: {path}")
    position = file.seek(0, os.SEEK_END)
    while position:
        start = max(0, position - 65536)
        file.seek(start)
        found = file.read(position - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def _whole_members(file: Any, path: str) -> int:
    """The length up to the end of the last whole gzip member."""
    file.seek(0)
    end = position = 0
    member = zlib.decompressobj(wbits=31)
    try:
        while chunk := file.read(65536):
            position += len(chunk)
            while chunk:
                member.decompress(chunk)
                if not member.eof:
                    break
                chunk = member.unused_data
                end = position - len(chunk)
                member = zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise ValueError(f"not gzip from byte {end} on, the file is left alone: {path}") from error
    return end


def margin_of(record: Mapping[str, Any]) -> float:
    """The margin that a line stands for, whichever of the three forms it has."""
    if "margin" in record:
        return record["margin"]
    if "chosen_reward" in record:
        return record["chosen_reward"] - record["rejected_reward"]
    chosen = record["chosen_logps"] - record["ref_chosen_logps"]
    rejected = record["rejected_logps"] - record["ref_rejected_logps"]
    return record["beta"] * (chosen - rejected)


def read_dynamics(path: str | os.PathLike[str]) -> dict[tuple[str, str, int], float]:
    """Margins by run, pair and step. Of several lines for the same three, the last counts."""
    with (gzip.open if os.fspath(path).endswith(".gz") else open)(path, "rb") as file:
        records = [json.loads(line) for line in file]
    return {
        (record["run"], record["pair"], record["step"]): margin_of(record) for record in records
    }


def soft_loss(margin: float, probability: float = 1.0) -> float:
    """−p log σ(z) − (1−p) log σ(−z): the loss of a pair whose label is right with probability p."""

    def minus_log_sigmoid(z: float) -> float:
        return max(-z, 0.0) + math.log1p(math.exp(-abs(z)))

    return probability * minus_log_sigmoid(margin) + (1 - probability) * minus_log_sigmoid(-margin)


# --- TRL, imported on first use


def __getattr__(name: str) -> Any:
    """Makes `DynamicsCallback`, `WeightedRewardTrainer` or `WeightedDPOTrainer`, which need trl."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import torch  # noqa: F401, trl has another error when it is missing

        made = _LAZY[name]()
    except ImportError as error:
        raise ImportError(f"{name} needs torch, transformers and trl: {error}") from error
    made.__name__ = made.__qualname__ = name
    globals()[name] = made
    return made


def _callback_class() -> type:
    import torch
    from transformers import TrainerCallback
    from trl import DPOTrainer, RewardTrainer

    class DynamicsCallback(TrainerCallback):
        """Scores all training pairs with the model as it is and writes what it finds.

            trainer.add_callback(DynamicsCallback(trainer, "dynamics.jsonl.gz", run="rm-seed-1"))

        The trainer's dataset must have one of the columns `winnow_id`, `id`, `pair`; see
        `add_pair_keys`. Of rows with one name the first is scored, and the others are warned of.

        every: `"evaluation"`, `"epoch"`, or a number of optimizer steps.
        full: write rewards or log-probabilities instead of margins, about twice the bytes.
        batch_size: pairs per process and forward pass; the evaluation batch size by default.

        Nothing that the training sees is changed: no gradient, every module goes back to the mode
        that it was in, and no random numbers are drawn. Distributed: processes share the pairs, all
        of them must have the callback, and the first one writes.
        """

        def __init__(
            self,
            trainer: Any,
            path: str | os.PathLike[str],
            run: str = "run",
            *,
            every: str | int = "evaluation",
            full: bool = False,
            batch_size: int | None = None,
        ) -> None:
            if every not in ("evaluation", "epoch") and not (isinstance(every, int) and every > 0):
                raise ValueError(
                    f'`every` is "evaluation", "epoch" or a number of steps: {every!r}'
                )
            if every == "evaluation" and trainer.args.eval_strategy == "no":
                raise ValueError(
                    'the trainer never evaluates (`eval_strategy` is "no"): set `every`'
                )
            if isinstance(trainer, RewardTrainer):
                columns = ["chosen_ids", "rejected_ids"]
                self._score = self._score_rewards
            elif isinstance(trainer, DPOTrainer):
                columns = ["prompt_ids", "chosen_ids", "rejected_ids"]
                if trainer.precompute_ref_logps:
                    columns += ["ref_chosen_logps", "ref_rejected_logps"]
                if trainer.ld_alpha is not None:
                    raise ValueError("`ld_alpha` changes the log-probabilities: not supported")
                self._score = self._score_logps
            else:
                raise TypeError(f"not a RewardTrainer or DPOTrainer: {type(trainer).__name__}")
            self._trainer, self._every, self._full = trainer, every, full
            self._batch_size = batch_size or trainer.args.per_device_eval_batch_size
            self._rows, self._pairs = _rows_and_pairs(trainer.train_dataset, columns)
            self._last_step: int | None = None
            self._writer = None
            if trainer.accelerator.is_main_process:
                self._writer = DynamicsWriter(path, run)

        def on_evaluate(self, args, state, control, **kwargs):
            if self._every == "evaluation":
                self.record()

        def on_epoch_end(self, args, state, control, **kwargs):
            if self._every == "epoch":
                self.record()

        def on_step_end(self, args, state, control, **kwargs):
            if isinstance(self._every, int) and state.global_step % self._every == 0:
                self.record()

        def record(self) -> None:
            """Scores and writes every pair, unless this step has been written before."""
            state = self._trainer.state
            if state.global_step == self._last_step:  # one evaluation per evaluation set, say
                return
            self._last_step = state.global_step
            model = self._trainer.model
            if self._trainer.is_deepspeed_enabled or self._trainer.is_fsdp_enabled:
                model = self._trainer.model_wrapped
            # DPOTrainer's reference model has dropout too, unless `disable_dropout` took it away.
            reference = getattr(self._trainer, "ref_model", None)
            networks = [model] if reference is None else [model, reference]
            modes = [
                (module, module.training) for network in networks for module in network.modules()
            ]
            for network in networks:
                network.eval()
            try:
                with torch.no_grad(), self._trainer.compute_loss_context_manager():
                    self._record(model, state.global_step, state.epoch)
            finally:
                for module, training in modes:
                    module.training = training

        def _record(self, model: Any, step: int, epoch: float | None) -> None:
            accelerator, size = self._trainer.accelerator, self._batch_size
            world, infinite = accelerator.num_processes, 0
            # Every process must take part in every forward pass and gathering, so the last batch
            # is filled up. No DataLoader: making an iterator of one draws a random number.
            for start in range(0, len(self._pairs), size * world):
                pairs = self._pairs[start : start + size * world]
                indices = list(range(start, start + len(pairs)))
                if world > 1:
                    indices += indices[-1:] * (size * world - len(pairs))
                    first = accelerator.process_index * size
                    indices = indices[first : first + size]
                batch = self._trainer.data_collator([self._rows[index] for index in indices])
                batch = {
                    name: value.to(accelerator.device)
                    for name, value in batch.items()
                    if isinstance(value, torch.Tensor)
                }
                values = accelerator.gather(self._score(model, batch))[: len(pairs)]
                finite = values.isfinite().all(dim=1)
                infinite += int((~finite).sum())
                if self._writer is not None:
                    pairs = [pair for pair, whole in zip(pairs, finite.tolist()) if whole]
                    self._write(pairs, values[finite].double().cpu(), step, epoch)
            if infinite:
                warnings.warn(f"step {step}: {infinite} pairs without a finite margin left out")

        def _score_rewards(self, model: Any, batch: dict[str, Any]) -> Any:
            """Chosen and rejected reward, one row per pair."""
            output = model(
                input_ids=batch["input_ids"],
                attention_mask=batch["attention_mask"],
                use_cache=False,
            )
            return torch.stack(output.logits.squeeze(-1).float().chunk(2), dim=1)

        def _score_logps(self, model: Any, batch: dict[str, Any]) -> Any:
            """Chosen and rejected log-probability, then both under the reference."""
            logps = _answer_logps(model, batch)
            if self._trainer.precompute_ref_logps:
                reference = batch["ref_chosen_logps"], batch["ref_rejected_logps"]
            else:
                reference = _reference_logps(self._trainer, model, batch)
            return torch.stack([value.float() for value in (*logps, *reference)], dim=1)

        def _write(self, pairs: list[str], values: Any, step: int, epoch: float | None) -> None:
            columns = values.T.tolist()
            at = {"step": step, "epoch": epoch}
            if len(columns) == 2:
                if self._full:
                    self._writer.rewards(pairs, *columns, **at)
                else:
                    self._writer.margins(pairs, (values[:, 0] - values[:, 1]).tolist(), **at)
            elif self._full:
                self._writer.logps(pairs, *columns, beta=self._trainer.beta, **at)
            else:
                ratios = values[:, :2] - values[:, 2:]
                margins = self._trainer.beta * (ratios[:, 0] - ratios[:, 1])
                self._writer.margins(pairs, margins.tolist(), **at)

    return DynamicsCallback


def _rows_and_pairs(dataset: Any, columns: list[str]) -> tuple[Any, list[str]]:
    """The tokenized rows and the names of the pairs; the first row of each name."""
    if not hasattr(dataset, "__len__"):
        raise ValueError("a streamed dataset cannot be scored again: load it whole")
    missing = [column for column in columns if column not in dataset.column_names]
    if missing:
        raise ValueError(f"no columns {missing}: images, or another version of trl than 1.16")
    column = next((name for name in KEY_COLUMNS if name in dataset.column_names), None)
    if column is None:
        raise ValueError(
            "no pair has a name: call `add_pair_keys(dataset)` before making the trainer"
        )
    first: dict[str, int] = {}
    for index, key in enumerate(dataset[column]):
        if not _name(key):
            raise ValueError(f"row {index} has no `{column}`: call `add_pair_keys(dataset)` first")
        first.setdefault(_name(key), index)
    rows = dataset.with_format(None).select_columns(columns)
    if len(first) < len(dataset):
        again = len(dataset) - len(first)
        warnings.warn(f"{again} rows are named in `{column}` like an earlier row: not scored")
        rows = rows.select(list(first.values()))
    return rows, list(first)


def _answer_logps(model: Any, batch: Mapping[str, Any], output: Any = None) -> tuple[Any, Any]:
    """Summed log-probabilities of the chosen and the rejected answers, as DPOTrainer has them.

    DPOTrainer gives its models a head that returns log-probabilities without all the logits.
    """
    labels = batch["input_ids"].masked_fill(batch["completion_mask"] == 0, -100)
    if output is None:
        output = model(
            input_ids=batch["input_ids"],
            attention_mask=batch["attention_mask"],
            labels=labels,
            use_cache=False,
            fused_lm_head=True,
        )
    return output.log_probs[:, -(labels.size(1) - 1) :].sum(dim=1).chunk(2)


def _reference_logps(trainer: Any, model: Any, batch: Mapping[str, Any]) -> tuple[Any, Any]:
    """The same under the reference model, or under `model` with its adapter off (PEFT)."""
    reference = trainer.ref_model if trainer.ref_model is not None else model
    inputs = {name: batch[name] for name in ("input_ids", "attention_mask", "completion_mask")}
    return trainer.compute_ref_log_probs(reference, inputs)


# --- Weighted losses


class _WeightCollator:
    """Adds weights and soft labels to what TRL's collator makes; a missing column counts as 1."""

    def __init__(self, collator: Any) -> None:
        self.collator = collator

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        import torch

        weights = _checked([row.get(WEIGHT, 1.0) for row in rows], WEIGHT)
        probabilities = _checked([row.get(PROBABILITY, 1.0) for row in rows], PROBABILITY)
        plain = [{k: v for k, v in row.items() if k not in (WEIGHT, PROBABILITY)} for row in rows]
        return {
            **self.collator(plain),
            WEIGHT: torch.tensor(weights, dtype=torch.float),
            PROBABILITY: torch.tensor(probabilities, dtype=torch.float),
        }


def _checked(values: Iterable[Any], column: str) -> list[float]:
    highest = 1.0 if column == PROBABILITY else math.inf
    checked = []
    for value in values:
        if value is None or not (0 <= float(value) <= highest) or math.isinf(value):
            wanted = "from 0 to 1" if column == PROBABILITY else "0 or more"
            raise ValueError(f"`{column}` must be a number, {wanted}: {value!r}")
        checked.append(float(value))
    return checked


@functools.cache
def _weighted_class() -> type:
    import torch
    from torch.nn.functional import logsigmoid

    class Weighted:
        """loss = Σ wᵢ ℓᵢ / Σ wᵢ over the whole batch of an optimizer step.

        ℓ = −p log σ(z) − (1−p) log σ(−z), with w from the column `weight`, p from the column
        `label_probability`. "Whole" is over accumulated micro-batches and processes: divided by
        each micro-batch's own weights, a batch of one pair would lose its weight altogether.
        """

        loss_is_scaled_for_ga = True

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.data_collator = _WeightCollator(self.data_collator)
            sets = (
                self.eval_dataset
                if isinstance(self.eval_dataset, dict)
                else {"": self.eval_dataset}
            )
            for dataset in (self.train_dataset, *sets.values()):
                for column in (WEIGHT, PROBABILITY):
                    if hasattr(dataset, "__len__") and column in dataset.column_names:
                        _checked(dataset[column], column)

        def _set_signature_columns_if_needed(self) -> None:
            super()._set_signature_columns_if_needed()
            for column in (WEIGHT, PROBABILITY):
                if column not in self._signature_columns:
                    self._signature_columns.append(column)

        def get_batch_samples(
            self, epoch_iterator: Iterator, num_batches: int, device: Any
        ) -> tuple:
            """The batches of one optimizer step and, where a Trainer counts items, their weight.

            Gradients are averaged over processes, so the sum is divided by their number.
            """
            batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
            total = torch.zeros((), device=device)
            for batch in batches:
                total += batch[WEIGHT].sum().to(device)
            return batches, self.accelerator.gather(total).sum() / self.accelerator.num_processes

        def _weighted_mean(self, losses: Any, weights: Any, total: Any) -> Any:
            if total is None:  # in evaluation: by the batch
                total = weights.sum()
            return (weights * losses).sum() / total.clamp_min(torch.finfo(torch.float).tiny)

        def _soft_losses(self, margins: Any, probabilities: Any) -> Any:
            return -probabilities * logsigmoid(margins) - (1 - probabilities) * logsigmoid(-margins)

    return Weighted


def _reward_class() -> type:
    import torch
    from trl import RewardTrainer

    class WeightedRewardTrainer(_weighted_class(), RewardTrainer):
        """RewardTrainer with the columns `weight` and `label_probability`.

        `center_rewards_coefficient` is weighted too. A column `margin` works with weights, not with
        soft labels, for which its sign has no meaning.
        """

        def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
            inputs = dict(inputs)
            weights, probabilities = inputs.pop(WEIGHT), inputs.pop(PROBABILITY)
            # TRL's own loss is not used, but its metrics are logged.
            _, outputs = super().compute_loss(model, dict(inputs), return_outputs=True)
            chosen, rejected = torch.chunk(outputs.logits.squeeze(-1), chunks=2)
            margins = chosen - rejected
            if "margin" in inputs:
                if (probabilities != 1).any():
                    raise ValueError(f"`margin` and `{PROBABILITY}` do not go together")
                margins = margins - inputs["margin"]
            losses = self._soft_losses(margins, probabilities)
            if self.args.center_rewards_coefficient is not None:
                losses = losses + self.args.center_rewards_coefficient * (chosen + rejected) ** 2
            loss = self._weighted_mean(losses, weights, num_items_in_batch)
            return (loss, outputs) if return_outputs else loss

    return WeightedRewardTrainer


def _dpo_class() -> type:
    from trl import DPOTrainer

    class WeightedDPOTrainer(_weighted_class(), DPOTrainer):
        """DPOTrainer with the columns `weight` and `label_probability`, for the sigmoid loss."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self._is_vision_dataset:
                raise ValueError("weights are for text only")
            plain = {
                "loss_type": self.loss_types == ["sigmoid"] and self.loss_weights == [1.0],
                "f_divergence_type": self.f_divergence_type == "reverse_kl",
                "label_smoothing": not self.label_smoothing,
                "ld_alpha": self.ld_alpha is None,
                "use_weighting": not self.use_weighting,
                "router_aux_loss_coef": not self.aux_loss_enabled,
            }
            for option, is_plain in plain.items():
                if not is_plain:
                    raise ValueError(f"weights are for plain sigmoid DPO only: unset `{option}`")

        def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
            inputs = dict(inputs)
            weights, probabilities = inputs.pop(WEIGHT), inputs.pop(PROBABILITY)
            if not self.precompute_ref_logps:
                inputs["ref_chosen_logps"], inputs["ref_rejected_logps"] = _reference_logps(
                    self, self.model, inputs
                )
            outputs = []

            def recorded(**arguments: Any) -> Any:
                outputs.append(model(**arguments))
                return outputs[-1]

            # TRL's own loss is not used, but its metrics are logged, and it runs the model once.
            precomputed, self.precompute_ref_logps = self.precompute_ref_logps, True
            try:
                plain = super().compute_loss(recorded, inputs, return_outputs)
            finally:
                self.precompute_ref_logps = precomputed
            chosen, rejected = _answer_logps(model, inputs, outputs[0])
            margins = self.beta * (
                (chosen - inputs["ref_chosen_logps"]) - (rejected - inputs["ref_rejected_logps"])
            )
            losses = self._soft_losses(margins, probabilities)
            loss = self._weighted_mean(losses, weights, num_items_in_batch)
            return (loss, plain[1]) if return_outputs else loss

    return WeightedDPOTrainer


_LAZY = {
    "DynamicsCallback": _callback_class,
    "WeightedRewardTrainer": _reward_class,
    "WeightedDPOTrainer": _dpo_class,
}

"""Makes ``humming.onnx``, which Piper takes for a voice: it hums each sound of speech at a pitch of its own.

Run it by hand where `onnx` is installed; what it made lies beside it. Its signature is that of a Piper voice with
several speakers. It takes everything seriously that a voice takes: length (``scales[1]``), speaker (`sid`, 40 Hz
each), and dice: noise as loud as ``scales[0]``, and a pitch that strays by ``scales[2]``.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE_HZ = 22_050
SAMPLES_OF_A_SOUND = 512.0


def constants() -> list[onnx.TensorProto]:
    values = {
        "zero": np.float32(0),
        "one": np.float32(1),
        "samples": np.float32(SAMPLES_OF_A_SOUND),
        "turn": np.float32(2 * np.pi / RATE_HZ),
        "lowest": np.float32(110),
        "step": np.float32(6),
        "interval": np.float32(40),
        "loudness": np.float32(0.3),
        "first": np.int64(0),
        "second": np.int64(1),
        "third": np.int64(2),
        "column": np.array([-1, 1], np.int64),
        "row": np.array([1, -1], np.int64),
        "whole": np.array([1, 1, 1, -1], np.int64),
    }
    return [numpy_helper.from_array(np.asarray(value), name) for name, value in values.items()]


def nodes() -> list[onnx.NodeProto]:
    steps = """
        Gather scales first -> noise
        Gather scales second -> length
        Gather scales third -> stray
        Mul samples length -> count
        Range zero count one -> numbers
        Mul numbers turn -> moments_flat
        Reshape moments_flat row -> moments
        Cast input -> sounds
        Mul sounds step -> heights
        Add heights lowest -> pitches_of_one
        Cast sid -> speaker
        Mul speaker interval -> shift
        Add pitches_of_one shift -> pitches_even
        RandomNormalLike pitches_even -> dice_of_pitch
        Mul dice_of_pitch stray -> strays
        Add pitches_even strays -> pitches_flat
        Reshape pitches_flat column -> pitches
        MatMul pitches moments -> phases
        Sin phases -> waves
        RandomNormalLike waves -> dice_of_sound
        Mul dice_of_sound noise -> hiss
        Add waves hiss -> mixed
        Mul mixed loudness -> softer
        Reshape softer whole -> output
    """
    made = []
    for step in steps.strip().splitlines():
        told, _, result = step.partition(" -> ")
        operation, *inputs = told.split()
        asked = {"to": TensorProto.FLOAT} if operation == "Cast" else {}
        made.append(helper.make_node(operation, inputs, [result], **asked))
    return made


def model() -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "sounds"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch"]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, 1, "samples"])
    graph = helper.make_graph(nodes(), "humming", inputs, [output], constants())
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    Path(__file__).with_name("humming.onnx").write_bytes(model().SerializeToString())

"""What a call from Python takes beside a call of the library (`cargo bench --bench simulate -- library_call`): 14 people, 2,000 trials.

    pip install ./python && python benches/peers/call.py
"""

import statistics
import time

import stayput


def milliseconds(act, rounds=50):
    """Median, least and most of some rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append(1e3 * (time.perf_counter() - begun))
    return f"{statistics.median(taken):.2f} ms ({min(taken):.2f} to {max(taken):.2f})"


lab = stayput.read("scenarios/llama.toml")
print("run:", milliseconds(lambda: lab.run(trials=2_000, threads=1)))
print("run, and a table of it:", milliseconds(lambda: lab.run(trials=2_000, threads=1).retained()))
table = lab.run(trials=2_000).tables["summary"]
print(f"to pandas, {table.num_rows} rows:", milliseconds(table.to_pandas))
try:
    import polars

    print("to polars:", milliseconds(lambda: polars.from_arrow(table)))
except ImportError:
    pass

using Unrolled;

// Random values. With the first, and then with one in twenty, comes a 1: keep this one.
SequenceDataset Sequences(int count, int seed, int oneIn = 20) => SequenceDataset.Generated(count, length: 50, (index, column) =>
{
    var random = new Random(seed + index);
    float kept = 0;
    for (int step = 0; step < column.Length; step++)
    {
        float value = (2 * random.NextSingle()) - 1;
        bool isKept = step == 0 || random.Next(oneIn) == 0;
        kept = isKept ? value : kept;
        column.Inputs(step)[0] = value;
        column.Inputs(step)[1] = isKept ? 1 : 0;
        column.Targets(step)[0] = kept;             // what was kept last
    }
});

SequenceDataset train = Sequences(2_000, seed: 0), held = Sequences(200, seed: 1_000_000);

T Learn<T>(T model)
    where T : class, IModel<T>
{
    var trainer = new Trainer<T>(model, Loss.MeanSquaredError, new Adam(0.02f)) { MaxGradientNorm = 1 };
    trainer.Fit(train, new FitOptions { Epochs = 30, Seed = 1, Validation = held });
    double error = model.Evaluate(held, Loss.MeanSquaredError, Metric.RootMeanSquaredError).Metrics[0];
    Console.WriteLine($"{typeof(T).Name,-15} is off by {error:f3}");
    return model;
}

var lstm = Learn(new Keeper(seed: 1));
var rnn = Learn(new SimpleKeeper(seed: 1));
Learn(new PeepholeKeeper(seed: 1));
Learn(new CoupledKeeper(seed: 1));
Learn(new GruKeeper(seed: 1));

string folder = args is ["--to", var path] ? path : "artifacts/understanding";
Directory.CreateDirectory(folder);
void Save(Picture picture, string name) => picture.Save(Path.Combine(folder, name + ".svg"));

Save(Picture.Cell<Keeper>(), "lstm");
Save(Picture.Cell<SimpleKeeper>(), "rnn");

int number = 0;
foreach (CellStep step in Picture.CellSteps<Keeper>())
    Save(step.Picture, $"lstm-{++number}");

Tape<Keeper> tape = lstm.NewTape(steps: 50, batch: 1);
tape.Set(sequence: 0, held, index: 3);
float[] sequence = tape.Inputs.ToArray();
string[] labels = [.. sequence.Chunk(2).Select(x => x[1] == 1 ? $"{x[0]:f1}" : "")];
Save(Picture.Gates(lstm, sequence, labels: labels), "gates");

Save(Picture.Passage(lstm, held), "passage");

SequenceDataset once = Sequences(200, seed: 2_000_000, oneIn: int.MaxValue);
Save(Picture.Reach(ReachCurve.Of(lstm, once, "LSTM"), ReachCurve.Of(rnn, once, "RNN")), "reach");

Save(Picture.Cell<PeepholeKeeper>(), "peepholes");
Save(Picture.Cell<CoupledKeeper>(), "coupled");
Save(Picture.Cell<GruKeeper>(), "gru");

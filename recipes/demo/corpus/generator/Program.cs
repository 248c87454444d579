using System.Globalization;
using HubertAsr.Recipes.Demo;

// dotnet run --project recipes/demo/corpus/generator [-- OUTPUT]
var here = Path.Combine(AppContext.BaseDirectory, "text");
var output = args.Length > 0 ? args[0] : "corpus";
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var corpus = Path.Combine(output, "자유대화 음성(일반남녀)");
if (Directory.Exists(corpus))
    throw new IOException($"{corpus} exists already. Move it away: archives are written once.");

var plan = new Plan(
    new CommandSource(Path.Combine(here, "commands.txt"), seed: 109),
    [.. TextFile.Lines(Path.Combine(here, "free-train.txt"))],
    [.. TextFile.Lines(Path.Combine(here, "free-test.txt"))]);
var delivery = new Delivery(corpus, new Synthesis(new Pronunciation(TextFile.Pairs(Path.Combine(here, "spoken.txt")))));
foreach (var part in plan.Parts())
    delivery.Write(part);

foreach (var (unit, (recordings, seconds, syllables)) in delivery.Totals)
    Console.WriteLine($"{unit}: {recordings} recordings, {seconds / 60:0.0} min, {syllables / seconds:0.0} syllables a second");

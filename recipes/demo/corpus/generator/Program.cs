using System.Globalization;
using HubertAsr.Recipes.Demo;

// dotnet run --project recipes/demo/corpus/generator [-- OUTPUT [--more COMMANDS_PER_VOICE]]
var here = Path.Combine(AppContext.BaseDirectory, "text");
var output = args.Length > 0 ? args[0] : "corpus";
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var corpus = Path.Combine(output, "자유대화 음성(일반남녀)");
if (Directory.Exists(corpus))
    throw new IOException($"{corpus} exists already. Move it away: archives are written once.");

var commands = new CommandSource(Path.Combine(here, "commands.txt"), seed: 109);
string[] freeTrain = [.. TextFile.Lines(Path.Combine(here, "free-train.txt"))];
var parts = new Plan(commands, freeTrain, [.. TextFile.Lines(Path.Combine(here, "free-test.txt"))]).Parts();
if (args is [_, "--more", var count])
    parts = [new More(commands, freeTrain).Part(int.Parse(count, CultureInfo.InvariantCulture))];

var delivery = new Delivery(corpus, new Synthesis(new Pronunciation(TextFile.Pairs(Path.Combine(here, "spoken.txt")))));
foreach (var part in parts)
    delivery.Write(part);

foreach (var (unit, (recordings, seconds, syllables)) in delivery.Totals)
    Console.WriteLine($"{unit}: {recordings} recordings, {seconds / 60:0.0} min, {syllables / seconds:0.0} syllables a second");

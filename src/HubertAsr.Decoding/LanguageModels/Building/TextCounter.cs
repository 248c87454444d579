using System.Buffers;
using System.Collections.Concurrent;

namespace HubertAsr.Decoding;

/// <summary>Reads a text and has its longest n-grams counted: one thread turns words into ids, another counts.</summary>
internal sealed class TextCounter(LanguageModelOptions options, WordIds words) : IDisposable
{
    private const int BlockIds = 1 << 16;
    private const int BlocksAhead = 4;
    private readonly BlockingCollection<Block> _blocks = new(BlocksAhead);
    private Block _block = Block.Rent();

    /// <summary>Lines with words.</summary>
    public long Sentences { get; private set; }

    public long Tokens { get; private set; }

    /// <summary>Ids in a row; those before <see cref="First"/> were counted with the block before and are only context.</summary>
    private sealed record Block(uint[] Ids)
    {
        public int First { get; set; }

        public int Length { get; set; }

        public static Block Rent() => new(ArrayPool<uint>.Shared.Rent(BlockIds));
    }

    /// <exception cref="InvalidDataException">No words in the text, special words in it, or not UTF-8.</exception>
    public void Run(TextLines lines, NGramCounter counter, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var counting = Task.Run(() => CountBlocks(counter, ended), CancellationToken.None);
        try
        {
            while (lines.Next()) CutLine(lines, ended.Token);
            HandOver(ended.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The other thread failed, and says below how.
        }
        finally
        {
            _blocks.CompleteAdding();
            Task.WhenAny(counting).Wait(CancellationToken.None);
        }

        counting.GetAwaiter().GetResult();
        if (Tokens == 0) throw new InvalidDataException($"{lines.Source}: {(lines.Number == 0 ? "an empty text" : $"{lines.Number} lines")} without a word; text of one sentence a line expected.");
        counter.Flush();
    }

    public void Dispose() => _blocks.Dispose();

    private void CountBlocks(NGramCounter counter, CancellationTokenSource ended)
    {
        try
        {
            foreach (var block in _blocks.GetConsumingEnumerable())
            {
                if (!ended.IsCancellationRequested) counter.Add(block.Ids.AsSpan(0, block.Length), block.First);
                ArrayPool<uint>.Shared.Return(block.Ids);
            }
        }
        catch
        {
            ended.Cancel();
            throw;
        }
    }

    private void CutLine(TextLines lines, CancellationToken stop)
    {
        for (var i = 1; i < options.Order; i++) Take(WordIds.SentenceStart, stop);
        var rest = NGramUnits.Spell(lines.Current, options.Unit);
        var before = Tokens;
        while (NGramUnits.TryTakeWord(ref rest, out var word))
        {
            var id = words.Count(word);
            if (id <= WordIds.SentenceEnd) throw new InvalidDataException($"{lines.Source}:{lines.Number}: '{words[id]}' in the text; the builder adds it itself. Take it out.");
            Take(id, stop);
            Tokens++;
        }

        Take(WordIds.SentenceEnd, stop);
        if (Tokens > before) Sentences++;
    }

    private void Take(uint id, CancellationToken stop)
    {
        if (_block.Length == BlockIds) HandOver(stop);
        _block.Ids[_block.Length++] = id;
    }

    private void HandOver(CancellationToken stop)
    {
        var next = Block.Rent();
        var context = _block.Ids.AsSpan(0, _block.Length);
        context = context[Math.Max(0, _block.Length - options.Order + 1)..];
        context.CopyTo(next.Ids);
        next.First = next.Length = context.Length;
        _blocks.Add(_block, stop);
        _block = next;
    }
}

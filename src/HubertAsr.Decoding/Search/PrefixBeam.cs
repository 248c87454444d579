namespace HubertAsr.Decoding;

/// <summary>How wide the beam is and what it is cut by; natural logs.</summary>
internal sealed record BeamLimits(int Width, double TokenMinLogProb, double PruneLogProb)
{
    /// <summary>Whether a full beam keeps only the best of the prefixes that go on alike.</summary>
    public bool PrunesHistory { get; init; }

    public static BeamLimits None { get; } = new(int.MaxValue, double.NegativeInfinity, double.NegativeInfinity);
}

/// <summary>
/// CTC prefix beam search in log space, frame by frame [Hannun14]: maximises
/// ln Σ P(alignments of the label string) + what the fusion says of it.
/// </summary>
internal sealed class PrefixBeam
{
    private const double FloorLogProb = -1000;

    /// <summary>Prefixes below which it is not worth forgetting any.</summary>
    private const int FewNodes = 1 << 16;

    private readonly TokenTable _table;
    private readonly BeamLimits _limits;
    private readonly LanguageFusion? _fusion;
    private readonly OptionalSpaces? _spaces;
    private readonly PrefixTree _tree;
    private readonly TextTwins? _twins;
    private readonly FrameTokens _tokens;
    private readonly BeamSelection _next;
    private readonly BeamLinks _links;
    private readonly Recombination? _recombination;
    private BeamEntry[] _beam = new BeamEntry[256];
    private int[] _living = new int[256];
    private int _count;
    private int _mostNodes = FewNodes;
    private double _best;

    public PrefixBeam(TokenTable table, BeamLimits limits, LanguageFusion? fusion = null)
    {
        _table = table;
        _limits = limits;
        _fusion = fusion;
        _spaces = table.SpaceCost is { } cost ? new OptionalSpaces(cost) : null;
        _tokens = new FrameTokens(table.Count, limits.TokenMinLogProb);
        _tree = new PrefixTree(table.HasTwins ? table : null);
        _twins = table.HasTwins ? new TextTwins(table, _tree) : null;
        _next = new BeamSelection(limits.Width, joinsTwins: _twins is not null);
        _links = new BeamLinks(table.Characters.Count);
        _recombination = limits.PrunesHistory ? new Recombination(_tree) : null;
        Reset();
    }

    /// <summary>Frames taken since the last <see cref="Reset"/>.</summary>
    public int FrameCount { get; private set; }

    /// <summary>Prefixes and contexts that are remembered.</summary>
    public int MemoryCount => _tree.Count + (_fusion?.ContextCount ?? 0);

    private ReadOnlySpan<BeamEntry> Beam => _beam.AsSpan(0, _count);

    private double Threshold => Math.Max(_best + _limits.PruneLogProb, _next.Floor);

    /// <summary>Starts a new utterance.</summary>
    public void Reset()
    {
        _tree.Clear(_fusion?.Start() ?? default);
        _links.Clear();
        _mostNodes = FewNodes;
        FrameCount = 0;
        _count = 1;
        _beam[0] = new BeamEntry { Node = PrefixTree.Root, Blank = 0, NonBlank = double.NegativeInfinity, Spaced = double.NegativeInfinity, Acoustic = 0, Score = _tree.Fused(PrefixTree.Root).Total };
        _links.Link(Beam, _tree);
    }

    /// <summary>Takes one frame of natural-log probabilities. [V]</summary>
    public void Advance(ReadOnlySpan<double> logProbs)
    {
        FrameCount++;
        _tokens.Select(logProbs);
        if (_tokens.Count == 1 && _tokens.Contains(_table.BlankId) && _twins is null)
        {
            // Nothing but blank: every prefix stays and pays the same, so the order cannot change. Twins would be joined.
            StayInBlank(logProbs[_table.BlankId]);
            return;
        }

        _next.Clear();
        Stay(logProbs);
        _next.RaiseFloor();
        for (var slot = 0; slot < _count; slot++) Extend(slot, logProbs);
        // No legal prefix goes on with the tokens of this frame: it is taken for silence.
        if (_next.Count == 0) StayInBlank(Math.Max(logProbs[_table.BlankId], FloorLogProb));
        else Keep();
    }

    /// <summary>Label strings alive, best first; the search may go on afterwards.</summary>
    public IEnumerable<FoundPrefix> Finish()
    {
        var acoustic = new Dictionary<int, double>();
        for (var slot = 0; slot < _count; slot++)
        {
            var node = WithoutLastBoundary(_beam[slot].Node);
            acoustic[node] = acoustic.TryGetValue(node, out var sum) ? LogSpace.Add(sum, _beam[slot].Acoustic) : _beam[slot].Acoustic;
        }

        var found = acoustic
            .Where(pair => MayEnd(pair.Key))
            .Select(pair => (Node: pair.Key, Acoustic: pair.Value, Lm: FusedEnd(pair.Key)))
            .OrderByDescending(prefix => prefix.Acoustic + prefix.Lm).ThenBy(prefix => prefix.Node)
            .Select(prefix => new FoundPrefix(_table.TokensOf(_tree.Labels(prefix.Node)), prefix.Acoustic, prefix.Lm))
            .DefaultIfEmpty();
        return found.Select(prefix => prefix ?? Shortened(acoustic));
    }

    /// <summary>When no prefix alive may be a text's end: the best one, without what cannot stay.</summary>
    private FoundPrefix Shortened(Dictionary<int, double> acoustic)
    {
        var (node, score) = acoustic.MaxBy(pair => pair.Value);
        while (!MayEnd(node)) node = WithoutLastBoundary(_tree.Parent(node));
        return new FoundPrefix(_table.TokensOf(_tree.Labels(node)), score, FusedEnd(node));
    }

    private bool MayEnd(int node) => node == PrefixTree.Root || (_table.CanEnd(_tree.Token(node)) && !double.IsNegativeInfinity(FusedEnd(node)));

    private double FusedEnd(int node) => _fusion?.Finish(_tree.Fused(node)) ?? 0;

    /// <summary>The labels that every prefix alive begins with: later frames cannot change them.</summary>
    public int[] StableLabels()
    {
        var shared = _beam[0].Node;
        foreach (ref readonly var entry in Beam) shared = _tree.CommonPrefix(shared, entry.Node);
        return _table.TokensOf(_tree.Labels(shared));
    }

    private int WithoutLastBoundary(int node) => node != PrefixTree.Root && _tree.Token(node) == _table.BoundaryId ? _tree.Parent(node) : node;

    /// <summary>The label a prefix ends in; the empty prefix ends in a word boundary, for one more would not change its text.</summary>
    private int LastLabel(int node) => node == PrefixTree.Root ? _table.BoundaryId : _tree.Token(node);

    private void StayInBlank(double blankLogProb)
    {
        for (var slot = 0; slot < _count; slot++)
        {
            ref var entry = ref _beam[slot];
            entry.Acoustic += blankLogProb;
            entry.Score += blankLogProb;
            entry.Blank = _spaces is null ? entry.Acoustic : LogSpace.Add(entry.Blank, entry.NonBlank) + blankLogProb;
            entry.Spaced += blankLogProb;
            entry.NonBlank = double.NegativeInfinity;
        }
    }

    private void Stay(ReadOnlySpan<double> logProbs)
    {
        _best = double.NegativeInfinity;
        var blank = Heard(_table.BlankId, logProbs);
        var boundary = _spaces is null ? double.NegativeInfinity : Heard(_table.BoundaryId, logProbs);
        for (var slot = 0; slot < _count; slot++)
        {
            ref readonly var entry = ref _beam[slot];
            var stayed = _spaces is null
                ? new BeamEntry { Node = entry.Node, Blank = entry.Acoustic + blank, Spaced = double.NegativeInfinity }
                : OptionalSpaces.Stay(entry, blank, boundary);
            stayed.NonBlank = StayInLabel(entry, logProbs);
            stayed.Acoustic = LogSpace.Add(LogSpace.Add(stayed.Blank, stayed.NonBlank), stayed.Spaced);
            if (double.IsNegativeInfinity(stayed.Acoustic)) continue;
            stayed.Score = stayed.Acoustic + _tree.Fused(entry.Node).Total;
            _best = Math.Max(_best, stayed.Score);
            _next.Add(stayed);
        }
    }

    private double Heard(int token, ReadOnlySpan<double> logProbs) => _tokens.Contains(token) ? logProbs[token] : double.NegativeInfinity;

    private double StayInLabel(in BeamEntry entry, ReadOnlySpan<double> logProbs)
    {
        var label = LastLabel(entry.Node);
        if (label == PrefixTree.None || (_spaces is not null && entry.Node == PrefixTree.Root)) return double.NegativeInfinity;
        var logProb = Heard(_table.TokenOf(label), logProbs);
        if (double.IsNegativeInfinity(logProb)) return logProb;
        // A word boundary after a word boundary is no new label, whether or not a blank parts them.
        var stayed = (label == _table.BoundaryId ? entry.Acoustic : entry.NonBlank) + logProb;
        if (entry.Node == PrefixTree.Root) return stayed;
        var parentSlot = _links.SlotOf(_tree.Parent(entry.Node));
        return parentSlot == PrefixTree.None ? stayed : LogSpace.Add(stayed, Arrival(_beam[parentSlot], label) + logProb);
    }

    /// <summary>The alignments of a prefix that one more <paramref name="label"/> lengthens: a repeat needs a blank before it. [Graves06] eq. 6</summary>
    private double Arrival(in BeamEntry from, int label) => _spaces is null
        ? label == LastLabel(from.Node) ? from.Blank : from.Acoustic
        : _spaces.Arrival(from, isRepeat: _table.TokenOf(label) == _table.TokenOf(LastLabel(from.Node)), beginsWord: label >= _table.Count);

    private void Extend(int slot, ReadOnlySpan<double> logProbs)
    {
        ref readonly var entry = ref _beam[slot];
        ref readonly var fused = ref _tree.Fused(entry.Node);
        var bound = entry.Acoustic + fused.Committed;
        var (gain, gainInWord) = (_fusion?.MaxGain ?? 0, _fusion?.GainInWord(fused) ?? 0);
        // Children alive in the beam took this parent's share when they stayed.
        _links.MarkChildren(slot, Beam, _tree);
        if (_fusion is { ListsContinuations: true } && _fusion.Continuations(fused) is var continuations && continuations.Length < _tokens.Count)
        {
            foreach (var token in continuations)
                if (_tokens.Contains(token)) ExtendBy(token, entry, bound + gainInWord, logProbs[token]);
            if (_tokens.Contains(_table.BoundaryId) && bound + gain + logProbs[_table.BoundaryId] >= Threshold) ExtendBy(_table.BoundaryId, entry, bound + gainInWord, logProbs[_table.BoundaryId]);
            return;
        }

        foreach (var token in _tokens.Tokens)
        {
            // Tokens come best first: once the best that can follow is out, all the others are.
            if (bound + gain + logProbs[token] < Threshold) break;
            if (token == _table.BlankId) continue;
            if (_spaces is null || token != _table.BoundaryId) ExtendBy(token, entry, bound + gainInWord, logProbs[token]);
            if (_spaces is not null && token != _table.BoundaryId) ExtendBy(_table.BeginningWord(token), entry, bound + gainInWord, logProbs[token]);
        }
    }

    private void ExtendBy(int label, in BeamEntry entry, double boundInWord, double logProb)
    {
        var last = LastLabel(entry.Node);
        if (_links.IsMarked(label) || (label == last && label == _table.BoundaryId)) return;
        if (!_table.EndsWord(label) && boundInWord + logProb < Threshold) return;
        if (!_table.CanFollow(last, label)) return;
        var acoustic = Arrival(entry, label) + logProb;
        if (!double.IsNegativeInfinity(acoustic)) Offer(entry.Node, label, acoustic);
    }

    private void Offer(int parent, int token, double acoustic)
    {
        var extended = _fusion is null ? default : FusedChild(parent, token);
        var score = acoustic + extended.Total;
        if (double.IsNegativeInfinity(score) || score < Threshold) return;
        _best = Math.Max(_best, score);
        var entry = new BeamEntry { Blank = double.NegativeInfinity, NonBlank = acoustic, Spaced = double.NegativeInfinity, Acoustic = acoustic, Score = score };
        _next.Add(entry, new NewPrefix(parent, token, extended));
    }

    private FusedScore FusedChild(int parent, int token)
    {
        if (!_table.EndsWord(token) && !_fusion!.ScoresEveryToken) return _fusion.Extend(_tree.Fused(parent), token);
        // It costs a language model query: it is asked once a prefix, not once a frame.
        var child = _tree.FindChild(parent, token);
        if (child == PrefixTree.None) child = _tree.AddChild(parent, token, _fusion!.Extend(_tree.Fused(parent), token));
        return _tree.Fused(child);
    }

    private void Keep()
    {
        if (_twins is not null) _best = _twins.Join(_next);
        _links.Unlink(Beam);
        _count = _next.Select(_best + _limits.PruneLogProb);
        if (_beam.Length < _count) (_beam, _living) = (new BeamEntry[_count * 2], new int[_count * 2]);
        for (var slot = 0; slot < _count; slot++)
        {
            _beam[slot] = _next[slot];
            if (_beam[slot].Node < 0) _beam[slot].Node = NodeOf(_next.NewPrefix(_beam[slot].Node));
        }

        // Where there is room for all, nothing need go.
        if (_recombination is not null && _count == _limits.Width) _count = _recombination.Join(_beam.AsSpan(0, _count));
        if (_tree.Count > _mostNodes) Forget();
        _links.Link(Beam, _tree);
    }

    private void Forget()
    {
        var living = _living.AsSpan(0, _count);
        for (var slot = 0; slot < _count; slot++) living[slot] = _beam[slot].Node;
        _tree.Forget(living);
        _fusion?.Forget(_tree);
        for (var slot = 0; slot < _count; slot++) _beam[slot].Node = living[slot];
        _mostNodes = Math.Max(FewNodes, 2 * _tree.Count);
    }

    private int NodeOf(in NewPrefix prefix)
    {
        var node = _tree.FindChild(prefix.Parent, prefix.Token);
        return node != PrefixTree.None ? node : _tree.AddChild(prefix.Parent, prefix.Token, prefix.Fused);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using HubertAsr.Audio.Resampling;

namespace HubertAsr.Audio;

/// <summary><see cref="Resampler"/> for sound that arrives in pieces: however it is cut, the result is the same to the last bit.</summary>
public sealed class StreamingResampler
{
    private readonly PolyphaseFilter _filter;
    private readonly List<float> _held = [];
    private long _heldStart; // the input index of _held[0]
    private long _inputCount;
    private long _outputCount;

    /// <param name="fromHz">Rate of what is pushed.</param>
    /// <param name="toHz">Rate of what comes out.</param>
    public StreamingResampler(int fromHz, int toHz)
    {
        _filter = PolyphaseFilter.Of(fromHz, toHz);
        _heldStart = 1 - _filter.HalfTaps;
        _held.AddRange(new float[_filter.HalfTaps - 1]); // the silence before the first sample
    }

    /// <summary>Adds to <paramref name="output"/> what can be known by now; it lags by half a filter.</summary>
    public void Push(ReadOnlySpan<float> input, List<float> output)
    {
        _held.AddRange(input);
        _inputCount += input.Length;
        Produce(output, long.MaxValue);
    }

    /// <summary>Adds the rest, as if silence followed. Nothing may be pushed after it.</summary>
    public void Flush(List<float> output)
    {
        _held.AddRange(new float[_filter.HalfTaps + 1]);
        Produce(output, ((_inputCount * _filter.Up) + _filter.Down - 1) / _filter.Down);
    }

    private void Produce(List<float> output, long end)
    {
        var held = CollectionsMarshal.AsSpan(_held);
        var taps = _filter.Taps;
        while (_outputCount < end)
        {
            var place = Math.DivRem(_outputCount * _filter.Down, _filter.Up, out var phase);
            var first = place - _filter.HalfTaps + 1 - _heldStart;
            if (first + taps > held.Length) break;
            output.Add(Dot(held.Slice((int)first, taps), _filter.Phase((int)phase)));
            _outputCount++;
        }
        var needed = (_outputCount * _filter.Down / _filter.Up) - _filter.HalfTaps + 1;
        var used = (int)Math.Clamp(needed - _heldStart, 0, _held.Count);
        _held.RemoveRange(0, used);
        _heldStart += used;
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = Vector<float>.Zero;
        var index = 0;
        for (; index <= left.Length - Vector<float>.Count; index += Vector<float>.Count)
            sum += new Vector<float>(left[index..]) * new Vector<float>(right[index..]);
        var total = Vector.Sum(sum);
        for (; index < left.Length; index++) total += left[index] * right[index];
        return total;
    }
}

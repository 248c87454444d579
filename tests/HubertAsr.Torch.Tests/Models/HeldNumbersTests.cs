using System.Reflection;
using System.Reflection.Emit;
using HubertAsr.Models;
using HubertAsr.Training;
using TorchSharp;

namespace HubertAsr.Tests.Models;

/// <summary>A number that reaches a native call must be held while the call reads it, or the collector may free it there: once in a million updates, and then the
/// sum is wrong. No run can be relied on to show it, so the compiled code is read.</summary>
public sealed class HeldNumbersTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> _codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private static readonly Assembly _torchSharp = typeof(Scalar).Assembly;

    /// <summary>Methods of TorchSharp that make a temporary number of their own, or call one that does.</summary>
    private static readonly Lazy<HashSet<MethodBase>> _careless = new(FindCareless);

    [Theory]
    [InlineData(typeof(HubertForCtc))]
    [InlineData(typeof(Trainer))]
    public void No_number_is_handed_to_native_code_without_being_held(Type room)
        => Assert.Empty(Methods(room.Assembly).SelectMany(Faults));

    [Fact]
    public void A_number_that_is_not_held_is_found()
    {
        Assert.Single(Faults(Method(nameof(Temporary))));
        Assert.Single(Faults(Method(nameof(TemporaryOfTorchSharp))));
        Assert.Empty(Faults(Method(nameof(Held))));

        static MethodInfo Method(string name) => typeof(HeldNumbersTests).GetMethod(name, Everything)!;
    }

    private static torch.Tensor Temporary(torch.Tensor tensor) => tensor.mul(2);

    private static torch.Tensor TemporaryOfTorchSharp(torch.Tensor tensor) => tensor + tensor;

    private static torch.Tensor Held(torch.Tensor tensor)
    {
        using Scalar two = 2;
        return tensor.mul(two);
    }

    private static IEnumerable<string> Faults(MethodBase method)
        => Temporaries(method).Concat(Calls(method).Select(call => call.Callee).Where(_careless.Value.Contains).Select(callee => $"{callee.DeclaringType!.Name}.{callee}"))
            .Select(fault => $"{method.DeclaringType!.Name}.{method.Name}: {fault}");

    private static HashSet<MethodBase> FindCareless()
    {
        var calls = Methods(_torchSharp).ToDictionary(method => method, method => Calls(method).Select(call => call.Callee).ToList());
        var careless = calls.Keys.Where(method => Temporaries(method).Any()).ToHashSet();
        int before;
        do
        {
            before = careless.Count;
            careless.UnionWith(calls.Where(item => item.Value.Exists(careless.Contains)).Select(item => item.Key).ToList());
        }
        while (careless.Count > before);
        return careless;
    }

    /// <summary>Numbers that are made and neither kept in a variable or field nor returned.</summary>
    private static IEnumerable<string> Temporaries(MethodBase method)
        => Calls(method).Where(call => call.Callee is MethodInfo { IsStatic: true } maker && maker.ReturnType == typeof(Scalar) && !IsKept(call.Next)).Select(_ => "a temporary Scalar");

    private static bool IsKept(OpCode next) => next == OpCodes.Ret || next.Name!.StartsWith("stloc", StringComparison.Ordinal) || next == OpCodes.Stsfld || next == OpCodes.Stfld;

    private static IEnumerable<MethodBase> Methods(Assembly assembly)
        => assembly.GetTypes().SelectMany(type => type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)));

    /// <summary>What a method calls, and the instruction behind each call.</summary>
    private static IEnumerable<(MethodBase Callee, OpCode Next)> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        for (var at = 0; at < code.Length;)
        {
            var instruction = Read(code, ref at);
            var operand = at;
            at += Width(instruction, code, at);
            var next = at;
            if (instruction.OperandType == OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(code, operand)) is { } callee)
                yield return (callee, next < code.Length ? Read(code, ref next) : OpCodes.Ret);
        }
    }

    private static OpCode Read(byte[] code, ref int at)
    {
        short value = code[at++];
        return _codes[value == 0xFE ? unchecked((short)(0xFE00 | code[at++])) : value];
    }

    private static int Width(OpCode instruction, byte[] code, int at) => instruction.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };

    private static MethodBase? Resolve(MethodBase method, int token)
        => method.Module.ResolveMethod(token, method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
}

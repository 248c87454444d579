using System.Runtime.InteropServices;

namespace HubertAsr.Models;

/// <summary>Environment variables as native libraries see them: .NET's own are a copy.</summary>
internal static partial class NativeVariable
{
    /// <summary>Sets a variable that the user has not set.</summary>
    /// <returns>False where that cannot be done: outside Linux.</returns>
    public static bool SetDefault(string name, string value)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return SetVariable(name, value, overwrite: 0) == 0;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}

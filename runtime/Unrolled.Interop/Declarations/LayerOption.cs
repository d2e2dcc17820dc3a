using System.Globalization;

namespace Unrolled.Declarations;

/// <summary>An option of a layer attribute that C# writes as <c>Name = value</c>.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Text">Its value as C# writes it.</param>
/// <param name="Set">Sets it from such a text; false where the text is no value of it.</param>
internal sealed record LayerOption(string Name, Func<LayerAttribute, string> Text, Func<LayerAttribute, string, bool> Set)
{
    /// <summary>Yes or no.</summary>
    public static LayerOption Flag<T>(string name, Func<T, bool> get, Action<T, bool> set)
        where T : LayerAttribute =>
        new(name, layer => get((T)layer) ? "true" : "false", (layer, text) =>
        {
            if (!bool.TryParse(text, out bool value))
                return false;
            set((T)layer, value);
            return true;
        });

    /// <summary>A number.</summary>
    public static LayerOption Number<T>(string name, Func<T, double> get, Action<T, double> set)
        where T : LayerAttribute =>
        new(name, layer => get((T)layer).ToString("R", CultureInfo.InvariantCulture), (layer, text) =>
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                return false;
            set((T)layer, value);
            return true;
        });

    /// <summary>A whole number.</summary>
    public static LayerOption Count<T>(string name, Func<T, int> get, Action<T, int> set)
        where T : LayerAttribute =>
        new(name, layer => get((T)layer).ToString(CultureInfo.InvariantCulture), (layer, text) =>
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                return false;
            set((T)layer, value);
            return true;
        });

    /// <summary>A value of an enum, or several of one with flags.</summary>
    public static LayerOption Choice<T, TEnum>(string name, Func<T, TEnum> get, Action<T, TEnum> set)
        where T : LayerAttribute
        where TEnum : struct, Enum =>
        new(name, layer => string.Join(" | ", get((T)layer).ToString().Split(", ").Select(value => $"{typeof(TEnum).Name}.{value}")), (layer, text) =>
        {
            string prefix = typeof(TEnum).Name + ".";
            string[] values = text.Split('|', StringSplitOptions.TrimEntries);
            if (!values.All(value => value.StartsWith(prefix, StringComparison.Ordinal)))
                return false;
            string names = string.Join(", ", values.Select(value => value[prefix.Length..]));
            if (!Enum.TryParse(names, out TEnum value) || value.ToString() is [>= '0' and <= '9' or '-', ..])
                return false;
            set((T)layer, value);
            return true;
        });
}

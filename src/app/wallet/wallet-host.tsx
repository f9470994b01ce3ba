import '@rainbow-me/rainbowkit/styles.css';
import { darkTheme, lightTheme, RainbowKitProvider, type Theme, useConnectModal } from '@rainbow-me/rainbowkit';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { WagmiProvider } from 'wagmi';
import { useSettings } from '../../stores/settings-store.ts';
import { useWallet } from '../../stores/wallet-store.ts';
import { useMediaQuery } from '../../ui/use-media-query.ts';
import { ReviewDialog } from './review-dialog.tsx';
import { disconnectWallet, switchWalletTo } from './wallet.ts';
import { walletConfig } from './wallet-config.ts';

const APP = { appName: 'Gear.exe Playground', learnMoreUrl: 'https://ethereum.org/wallets/' };
const queries = new QueryClient();

/** The dialogs of the wallet: the choice of wallets (RainbowKit's) and the look at what is to be signed. */
export function WalletHost() {
  return (
    <WagmiProvider config={walletConfig}>
      <QueryClientProvider client={queries}>
        <RainbowKitProvider theme={useTheme()} modalSize="compact" appInfo={APP}>
          <Actions />
        </RainbowKitProvider>
      </QueryClientProvider>
      <ReviewDialog />
    </WagmiProvider>
  );
}

/** Hands what RainbowKit gives to hooks alone to the rest of the app. */
function Actions() {
  const { openConnectModal } = useConnectModal();
  useEffect(() => {
    useWallet.setState({
      actions: { connect: () => openConnectModal?.(), disconnect: disconnectWallet, switchTo: switchWalletTo },
    });
  }, [openConnectModal]);
  return null;
}

function useTheme(): Theme {
  const theme = useSettings((settings) => settings.theme);
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)');
  const isDark = theme === 'dark' || (theme !== 'light' && prefersDark);
  const base = (isDark ? darkTheme : lightTheme)({ borderRadius: 'small', fontStack: 'system', overlayBlur: 'none' });
  return {
    ...base,
    colors: {
      ...base.colors,
      accentColor: 'var(--accent)',
      accentColorForeground: 'var(--on-accent)',
      modalBackground: 'var(--surface)',
      modalBorder: 'var(--border-strong)',
      modalText: 'var(--text)',
      modalTextSecondary: 'var(--muted)',
      modalTextDim: 'var(--muted)',
      generalBorder: 'var(--border)',
      generalBorderDim: 'var(--border)',
      menuItemBackground: 'var(--surface-3)',
      actionButtonSecondaryBackground: 'var(--surface-3)',
      closeButton: 'var(--muted)',
      closeButtonBackground: 'var(--surface-3)',
    },
    fonts: { body: 'var(--font)' },
  };
}
